package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.ConfigOverride;
import dev.tornadovim.experiments.config.ResolvedConfig;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a sweep will run: every combination of the values of its overrides, the last override
 * changing fastest.
 *
 * @param config name or path of the experiment
 * @param parameters keys that have several values, in order
 * @param jobs in order
 */
record SweepPlan(String config, List<String> parameters, List<Planned> jobs) {

    /** More than that is a slip of the fingers. */
    private static final int MOST_JOBS = 1000;

    /**
     * One combination.
     *
     * @param values of the parameters, as they were written
     * @param overrides all of them, each with one value
     * @param resolved what they make of the config
     */
    record Planned(
            SequencedMap<String, String> values, List<String> overrides, ResolvedConfig resolved) {}

    /**
     * Plans a sweep; every job's config is loaded, so that a wrong value is found before any runs.
     *
     * @param overrides with one value or several; they take the place of those for the same key in
     *     the config's {@code _sweep_}
     * @throws ConfigException if an override or a config is wrong, or nothing has several values
     */
    static SweepPlan of(ConfigLoader loader, String config, List<String> overrides) {
        var all = combine(loader, loader.sweep(config), overrides);
        var parameters =
                all.stream().filter(o -> o.values().size() > 1).map(ConfigOverride::path).toList();
        if (parameters.isEmpty()) {
            throw new ConfigException(
                    "sweep %s: nothing has several values, expected one such as seed=0,1,2"
                            .formatted(config));
        }
        var jobs = new ArrayList<Planned>();
        for (var chosen : product(all)) {
            var values = new LinkedHashMap<String, String>();
            chosen.stream()
                    .filter(o -> parameters.contains(o.path()))
                    .forEach(o -> values.put(o.path(), o.valueText()));
            var texts = chosen.stream().map(ConfigOverride::text).toList();
            jobs.add(new Planned(values, texts, loader.load(config, texts)));
        }
        return new SweepPlan(config, parameters, List.copyOf(jobs));
    }

    private static List<ConfigOverride> combine(
            ConfigLoader loader, List<String> ofFile, List<String> ofCommand) {
        Map<String, ConfigOverride> lists = new LinkedHashMap<>();
        ofFile.stream().map(loader::override).forEach(o -> lists.put(o.path(), o));
        var single = new ArrayList<ConfigOverride>();
        var given = new HashSet<String>();
        for (var text : ofCommand) {
            var override = loader.override(text);
            refuseRepeats(override);
            boolean first = given.add(override.path());
            if (lists.containsKey(override.path()) && first) {
                lists.put(override.path(), override);
            } else if (!first && isList(override, lists, single)) {
                throw new ConfigException(
                        "override %s: %s has values already, expected one list"
                                .formatted(text, override.path()));
            } else {
                single.add(override);
            }
        }
        var all = new ArrayList<>(lists.values());
        all.addAll(single);
        return all;
    }

    private static boolean isList(
            ConfigOverride override,
            Map<String, ConfigOverride> lists,
            List<ConfigOverride> others) {
        return override.values().size() > 1
                || lists.containsKey(override.path())
                || others.stream()
                        .anyMatch(o -> o.path().equals(override.path()) && o.values().size() > 1);
    }

    private static void refuseRepeats(ConfigOverride override) {
        var seen = new HashSet<>();
        for (var choice : override.choices()) {
            if (override.values().size() > 1 && !seen.add(choice.values().getFirst())) {
                throw new ConfigException(
                        "override %s: %s a second time"
                                .formatted(override.text(), choice.valueText()));
            }
        }
    }

    private static List<List<ConfigOverride>> product(List<ConfigOverride> overrides) {
        long count =
                overrides.stream()
                        .mapToLong(o -> o.choices().size())
                        .reduce(1, Math::multiplyExact);
        if (count > MOST_JOBS) {
            throw new ConfigException(
                    "a sweep of %d jobs, expected at most %d".formatted(count, MOST_JOBS));
        }
        List<List<ConfigOverride>> combinations = List.of(List.of());
        for (var override : overrides) {
            var longer = new ArrayList<List<ConfigOverride>>();
            for (var start : combinations) {
                for (var choice : override.choices()) {
                    var combination = new ArrayList<>(start);
                    combination.add(choice);
                    longer.add(combination);
                }
            }
            combinations = longer;
        }
        return combinations;
    }
}
