package dev.tornadovim.pipeline.weights;

import dev.tornadovim.pipeline.model.Backbone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Removes prefixes that training code puts before the names of a network: {@code module.}
 * of data-parallel training, {@code _orig_mod.} of compiled modules, {@code model.} of trainers'
 * wrappers, {@code backbone.} of wrappers with a head of their own. The backbone of a dense task
 * keeps its prefix, which distinguishes it from the heads.
 */
final class BareNames {

    private static final List<String> PREFIXES =
            List.of("module.", "_orig_mod.", "model.", Backbone.PREFIX);

    /** Every network here has it, right after the prefixes. */
    private static final String EMBEDDING = "patch_embed.proj.weight";

    private static final String CLASSIFIER = "head.weight";

    private BareNames() {}

    /** The source itself if its names are bare; otherwise its notes name the removed prefix. */
    static TensorSource of(TensorSource all) {
        Collection<String> names = all.names();
        if (names.contains(EMBEDDING)) {
            return all;
        }
        String prefix = embedded(names).orElse(common(names));
        boolean whole = names.stream().allMatch(name -> name.startsWith(prefix));
        if (whole || !prefix.endsWith(Backbone.PREFIX)) {
            return without(all, prefix, Map.of());
        }
        String outer = prefix.substring(0, prefix.length() - Backbone.PREFIX.length());
        return names.contains(outer + CLASSIFIER)
                ? without(all, prefix, under(all, outer))
                : without(all, outer, Map.of());
    }

    /** The tensors under a prefix; of the others those given, the rest is left out. */
    private static TensorSource without(
            TensorSource all, String prefix, Map<String, String> others) {
        if (prefix.isEmpty()) {
            return all;
        }
        Map<String, String> originals = new LinkedHashMap<>(under(all, prefix));
        Set<String> taken = new HashSet<>(originals.values());
        others.forEach(
                (name, original) -> {
                    if (taken.add(original)) {
                        originals.putIfAbsent(name, original);
                    }
                });
        List<String> leftOut = all.names().stream().filter(n -> !taken.contains(n)).toList();
        List<String> notes = new ArrayList<>();
        notes.add("prefix %s removed from the names".formatted(prefix));
        if (!leftOut.isEmpty()) {
            notes.add("not under %s, left out: %s".formatted(prefix, TensorNames.list(leftOut)));
        }
        return new TensorView(all, all.description(), originals, notes);
    }

    /** Names of the tensors under a prefix, by what follows it. */
    static Map<String, String> under(TensorSource all, String prefix) {
        Map<String, String> originals = new LinkedHashMap<>();
        for (String name : all.names()) {
            if (name.startsWith(prefix)) {
                originals.put(name.substring(prefix.length()), name);
            }
        }
        return originals;
    }

    /** The prefix of the patch embedding, if it consists of known prefixes only. */
    private static Optional<String> embedded(Collection<String> names) {
        return names.stream()
                .filter(name -> name.endsWith(EMBEDDING))
                .map(name -> name.substring(0, name.length() - EMBEDDING.length()))
                .filter(before -> common(List.of(before)).equals(before))
                .findFirst();
    }

    /** The longest sequence of known prefixes common to all names. */
    private static String common(Collection<String> names) {
        StringBuilder common = new StringBuilder();
        Optional<String> next = names.isEmpty() ? Optional.empty() : next(names, "");
        while (next.isPresent()) {
            common.append(next.get());
            next = next(names, common.toString());
        }
        return common.toString();
    }

    private static Optional<String> next(Collection<String> names, String before) {
        return PREFIXES.stream()
                .filter(prefix -> names.stream().allMatch(n -> n.startsWith(before + prefix)))
                .findFirst();
    }
}
