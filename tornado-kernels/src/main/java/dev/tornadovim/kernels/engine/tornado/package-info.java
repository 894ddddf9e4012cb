/**
 * The TornadoVM engine: the same programs on a GPU, or on any device that TornadoVM has a driver for.
 *
 * <pre>
 * Program            TornadoExecutionPlan
 *                    inputs    ── copies every INPUT to the device, at the start of each forward run
 *                    resident  ── owns all other device memory; parameters and state are copied once
 *                    upload    ── takes what the host has changed, in pieces, through one buffer
 * Stage  block.0 ──▶ stage graph: one task a kernel, consumes its arrays from "resident"
 * Stage  block.1 ──▶ stage graph
 *        …           (a stage of very many tasks becomes several graphs)
 * </pre>
 *
 * {@link dev.tornadovim.kernels.engine.tornado.StageGraph} turns steps into a task graph: it hands an
 * op the arrays of its tensors and task names, and notes which arrays, grids and steps belong to the
 * graph. TornadoVM binds the arrays that a graph consumes when the graph runs right after their
 * owner. So "resident" runs once more before the first run of every stage graph (its tasks do
 * nothing), and from then on the graphs keep their addresses and may run in any order: phases apart,
 * repeated, or with an upload between them. That also keeps captured CUDA graphs valid.
 *
 * <p>Nothing here is touched on a machine without the SDK: ask {@link
 * dev.tornadovim.kernels.engine.tornado.TornadoDevices} first.
 */
package dev.tornadovim.kernels.engine.tornado;
