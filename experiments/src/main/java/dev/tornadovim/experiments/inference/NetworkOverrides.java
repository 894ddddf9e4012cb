package dev.tornadovim.experiments.inference;

import dev.tornadovim.experiments.config.ConfigException;

import java.util.List;

/** Refuses overrides that would give trained weights another network than they were trained in. */
final class NetworkOverrides {

    private NetworkOverrides() {}

    /**
     * Refuses overrides of some keys, and of what lies in them.
     *
     * @throws ConfigException naming the override
     */
    static void refuse(List<String> overrides, String... keys) {
        for (String override : overrides) {
            String path = override.replaceFirst("^[+~]*", "").replaceFirst("=.*", "");
            for (String key : keys) {
                if (path.equals(key) || path.startsWith(key + ".")) {
                    throw new ConfigException(
                            "override %s: network and image size are those of the weights; options --model and --image-size change them"
                                    .formatted(override));
                }
            }
        }
    }
}
