/**
 * The TornadoVM engine: the same programs on a GPU, or on any device that TornadoVM has a driver for.
 *
 * <pre>
 * Program            TornadoExecutionPlan
 *                    inputs …    own the INPUT arrays and copy them at the start of each forward run
 *                    values …    own parameters and state, copied once
 *                    planned …   own activations, outputs and scratch
 *                    upload_…    take what the host has changed, in pieces, one a values graph
 *                    relay0 …    gather arrays of several owners for neighbouring stages
 * Stage  block.0 ──▶ stage graph: one task a kernel, consumes its arrays from its relay
 * Stage  block.1 ──▶ stage graph
 *        …           (a stage of very many tasks becomes several graphs)
 * </pre>
 *
 * {@link dev.tornadovim.kernels.engine.tornado.StageGraph} turns steps into a task graph: it hands an
 * op the arrays of its tensors and task names, and notes which arrays, grids and steps belong to the
 * graph. TornadoVM has room for 1,024 nodes in a graph, so no graph knows all arrays. It binds the
 * arrays that a graph consumes when the graph runs right after their source: while a program is
 * loaded, each owner runs and after it each relay that takes from it, and a relay runs once more
 * before the first run of every stage graph (none of their tasks does anything). From then on the
 * graphs keep their addresses and may run in any order: phases apart, repeated, or with an upload
 * between them. That also keeps captured CUDA graphs valid.
 *
 * <p>Nothing here is touched on a machine without the SDK: ask {@link
 * dev.tornadovim.kernels.engine.tornado.TornadoDevices} first.
 */
package dev.tornadovim.kernels.engine.tornado;
