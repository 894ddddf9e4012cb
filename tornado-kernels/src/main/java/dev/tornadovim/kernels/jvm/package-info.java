/**
 * Runs TornadoVM kernels without a GPU and without the SDK: a runtime for task graphs on a plain JVM,
 * meant for tests. {@link dev.tornadovim.kernels.jvm.JvmRuntime#install} switches it on; nothing in
 * this project does so outside its tests. {@code docs/jvm-runtime.md} is the user's page.
 *
 * <p><b>Use.</b> TornadoVM's API loads its runtime by class names in three system properties. Call
 * {@code JvmRuntime.install()} before the first task graph, or set the properties yourself:
 *
 * <pre>
 * -Dtornado.load.runtime.implementation=dev.tornadovim.kernels.jvm.JvmRuntime
 * -Dtornado.load.tornado.implementation=dev.tornadovim.kernels.jvm.JvmSettings
 * -Dtornado.load.api.implementation=dev.tornadovim.kernels.jvm.JvmTaskGraph
 * </pre>
 *
 * <p><b>How it works.</b>
 *
 * <pre>
 * TaskGraph ─▶ JvmTaskGraph ─▶ JvmTask ─┬─▶ {@literal @}Parallel kernel: called once, as plain Java
 *                  │                    └─▶ KernelContext kernel: WorkGroup ─▶ WorkItem
 *                  └─▶ DeviceMemory: separate copies of arrays, so a missing transfer shows
 * </pre>
 *
 * Work-groups, local memory and barriers are executed for real. Memory that a device does not
 * initialize starts as NaN in floating-point types and as -1 in integers, so a value that is read
 * before it is written shows in the results.
 *
 * <p><b>What it checks.</b> A run fails with the names of graph, task and work-item when
 *
 * <ul>
 *   <li>a barrier is not reached by every work-item of its group, or local arrays differ among them;
 *   <li>a task uses an array that its graph does not declare, or consumes one that the graph before
 *       did not leave on the device;
 *   <li>a graph exceeds what TornadoVM 5.2 can hold ({@code GraphLimits});
 *   <li>a launch exceeds a GPU's limits: 1,024 work-items and 48 KiB of local memory per group, 65,535
 *       groups along y and z;
 *   <li>a kernel throws, for example by an index out of range.
 * </ul>
 *
 * <p><b>What it does not do.</b> It compiles nothing, so Java that TornadoVM's compiler refuses passes
 * here. It finds no races: iterations of {@code @Parallel} loops run in order, and so do groups. It
 * computes with Java's rounding and says nothing about speed. Batches, several devices, prebuilt
 * kernels and library tasks are refused with {@link java.lang.UnsupportedOperationException}.
 *
 * <p>The package depends on nothing but the JDK and TornadoVM's API; a test enforces this.
 */
package dev.tornadovim.kernels.jvm;
