package dev.tornadovim.pipeline.weights;

import dev.tornadovim.pipeline.model.ClassToken;
import dev.tornadovim.pipeline.model.DeitConfig;
import dev.tornadovim.pipeline.model.DirectionStrategy;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.ArrayList;
import java.util.List;

/**
 * The differences between the network that weights were trained in and the one that loads them,
 * beyond those that the names and shapes of tensors show.
 *
 * @param meaning settings that change what the same weights compute, one line each
 * @param training settings that fine-tuning may change, one line each
 */
record NetworkDifferences(List<String> meaning, List<String> training) {

    /**
     * Compares two networks of the same family; those of two families share no names.
     *
     * @param backbone whether to leave the classifier out
     */
    static NetworkDifferences between(
            NetworkConfig trained, NetworkConfig wanted, boolean backbone) {
        var differences = new NetworkDifferences(new ArrayList<>(), new ArrayList<>());
        if (trained instanceof VimConfig from && wanted instanceof VimConfig to) {
            differences.compare(from, to, backbone);
        } else if (trained instanceof DeitConfig from && wanted instanceof DeitConfig to) {
            add(differences.meaning, "heads", from.heads(), to.heads());
            add(differences.training, "normEps", from.normEps(), to.normEps());
        }
        add(differences.training, "stride", trained.stride(), wanted.stride());
        return differences;
    }

    private void compare(VimConfig from, VimConfig to, boolean backbone) {
        add(meaning, "direction", from.direction(), to.direction());
        if (!(backbone && pools(from.classToken()) && pools(to.classToken()))) {
            add(meaning, "classToken", from.classToken(), to.classToken());
        }
        if (from.direction() == DirectionStrategy.SSM_CONV && to.direction() == from.direction()) {
            add(meaning, "divideOutput", from.divideOutput(), to.divideOutput());
        }
        // The official dense networks with rotary embedding start from classifiers without.
        boolean dense = backbone && !from.rotary();
        add(dense ? training : meaning, "rotary", from.rotary(), to.rotary());
        add(training, "rmsEps", from.rmsEps(), to.rmsEps());
    }

    /** Pooling belongs to the classifier, so backbones of both kinds are the same. */
    private static boolean pools(ClassToken classToken) {
        return classToken.count() == 0;
    }

    private static void add(List<String> lines, String name, Object from, Object to) {
        if (!from.equals(to)) {
            lines.add("%s is %s in the file, %s in the model".formatted(name, from, to));
        }
    }
}
