package dev.tornadovim.pipeline.weights;

import dev.tornadovim.kernels.tensor.Shape;

import java.util.List;

/**
 * What a file has and what a network wanted.
 *
 * @param source the file
 * @param loaded names present on both sides with the same shape
 * @param missing names the network has and the file lacks
 * @param unexpected names the file has and the network lacks
 * @param misshaped names on both sides with different shapes
 */
public record LoadReport(
        String source,
        List<String> loaded,
        List<String> missing,
        List<String> unexpected,
        List<Mismatch> misshaped) {

    private static final int NAMED = 3;

    /**
     * A tensor whose shape differs.
     *
     * @param name of the tensor
     * @param found shape in the file
     * @param expected shape in the network
     */
    public record Mismatch(String name, Shape found, Shape expected) {}

    /** Copies the lists. */
    public LoadReport {
        loaded = List.copyOf(loaded);
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        misshaped = List.copyOf(misshaped);
    }

    /** Whether both sides have the same names and shapes. */
    public boolean complete() {
        return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
    }

    /** Fails with one line unless both sides have the same names and shapes. */
    public void requireComplete() {
        if (!complete()) {
            throw new WeightsException(source, problem());
        }
    }

    /** What differs, in one line; the first mismatch with both shapes. */
    public String problem() {
        if (!misshaped.isEmpty()) {
            Mismatch first = misshaped.getFirst();
            String others =
                    misshaped.size() == 1 ? "" : ", and " + (misshaped.size() - 1) + " more";
            return "made for another model: %s is %s in the file, %s in the model%s"
                    .formatted(first.name(), first.found(), first.expected(), others);
        }
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            return "made for another model: "
                    + list("lacks", missing)
                    + (missing.isEmpty() || unexpected.isEmpty() ? "" : "; ")
                    + list("has unknown", unexpected);
        }
        return "fits";
    }

    private static String list(String verb, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return verb + " " + first + (names.size() > NAMED ? ", … (" + names.size() + ")" : "");
    }
}
