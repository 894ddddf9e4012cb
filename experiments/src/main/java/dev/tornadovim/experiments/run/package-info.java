/**
 * The folder of a run, its log, and its provenance.
 *
 * <pre>
 * runs/TASK/CONFIG/yyyy-MM-dd_HH-mm-ss[-TAG]/
 *   config.yaml  overrides.yaml  command.txt  provenance.json
 *   run.log  metrics.jsonl  epochs.csv  tb/
 *   checkpoints/  eval/  report.html
 *   DONE, FAILED or STOPPED
 * </pre>
 *
 * <p>To add a file, give {@code RunFolder} a method that names it.
 */
package dev.tornadovim.experiments.run;
