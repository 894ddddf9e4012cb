package dev.tornadovim.data.load;

import dev.tornadovim.data.DataException;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Samples that could not be read, each counted, logged and listed once with its reason, up to a
 * limit at which loading stops.
 */
public final class SkippedSamples {
    private static final Logger LOG = LogManager.getLogger(SkippedSamples.class);

    private final int limit;
    private final Map<Integer, String> reasons = new ConcurrentSkipListMap<>();

    /** Tolerates up to a number of them. */
    public SkippedSamples(int limit) {
        this.limit = limit;
    }

    /** Takes note of one; fails when there are more than the limit. */
    void add(int sample, DataException problem) {
        if (reasons.putIfAbsent(sample, problem.getMessage()) == null) {
            LOG.warn("skipped: {}", problem.getMessage());
        }
        if (reasons.size() > limit) {
            throw new DataException(
                    problem.getMessage(),
                    "more than %d unreadable samples, the limit".formatted(limit),
                    problem);
        }
    }

    /** True if this sample is known to be unreadable. */
    boolean contains(int sample) {
        return reasons.containsKey(sample);
    }

    /** How many there were so far. */
    public int count() {
        return reasons.size();
    }

    /** Their reasons, in the order of the data set. */
    public List<String> reasons() {
        return new ArrayList<>(reasons.values());
    }
}
