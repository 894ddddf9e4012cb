package dev.tornadovim.experiments.efficiency;

/** Tells from outside how much memory a network takes. */
interface MemoryGauge {

    /** What is held now counts as nothing. */
    void reset();

    /** Bytes held at most since the reset, less what was held then. */
    long peakBytes();

    /** Who says so. */
    String source();
}
