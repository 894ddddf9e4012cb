/**
 * A runtime for TornadoVM task graphs on a plain JVM, for tests: no SDK, no GPU. TornadoVM's API
 * loads its runtime by name, and {@link dev.tornadovim.kernels.jvmruntime.JvmRuntime#install} names
 * this one.
 *
 * <pre>
 * TaskGraph ─▶ JvmTaskGraph ─▶ JvmTask ─┬─▶ {@literal @}Parallel kernel: called once, as plain Java
 *                  │                    └─▶ KernelContext kernel: WorkGroup ─▶ WorkItem
 *                  └─▶ DeviceMemory: arrays of their own, so that a transfer that is missing shows
 * </pre>
 *
 * Memory that a device does not initialise (arrays that are never copied in, local memory) starts as
 * NaN, so a value that is used before it is written shows in the results. Work-groups, local memory
 * and barriers are really executed; a barrier that only some work-items reach is an error, as it is
 * on a device.
 */
package dev.tornadovim.kernels.jvmruntime;
