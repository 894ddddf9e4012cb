package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.TornadoTaskGraphInterface;
import uk.ac.manchester.tornado.api.common.SchedulableTask;
import uk.ac.manchester.tornado.api.common.TaskPackage;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.runtime.TaskContextInterface;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Refuses every method of TornadoVM's interface that {@link JvmTaskGraph} does not need. */
abstract class UnsupportedTaskGraph implements TornadoTaskGraphInterface {

    private static UnsupportedOperationException unsupported(String method) {
        return new UnsupportedOperationException("the JVM runtime does not support " + method);
    }

    @Override
    public SchedulableTask getTask(String a) {
        throw unsupported("getTask");
    }

    @Override
    public void setDevice(String a, TornadoDevice b) {
        throw unsupported("setDevice");
    }

    @Override
    public TornadoDevice getDeviceForTask(String a) {
        throw unsupported("getDeviceForTask");
    }

    @Override
    public void addInner(SchedulableTask a) {
        throw unsupported("addInner");
    }

    @Override
    public boolean isLastDeviceListEmpty() {
        throw unsupported("isLastDeviceListEmpty");
    }

    @Override
    public void scheduleInner() {
        throw unsupported("scheduleInner");
    }

    @Override
    public void withBatch(String a) {
        throw unsupported("withBatch");
    }

    @Override
    public void withMemoryLimit(String a) {
        throw unsupported("withMemoryLimit");
    }

    @Override
    public void withoutMemoryLimit() {
        throw unsupported("withoutMemoryLimit");
    }

    @Override
    public void apply(Consumer<SchedulableTask> a) {
        throw unsupported("apply");
    }

    @Override
    public void mapAllToInner(TornadoDevice a) {
        throw unsupported("mapAllToInner");
    }

    @Override
    public void dumpTimes() {
        throw unsupported("dumpTimes");
    }

    @Override
    public void dumpProfiles() {
        throw unsupported("dumpProfiles");
    }

    @Override
    public void dumpEvents() {
        throw unsupported("dumpEvents");
    }

    @Override
    public void clearProfiles() {
        throw unsupported("clearProfiles");
    }

    @Override
    public void consumeFromDevice(Object... a) {
        throw unsupported("consumeFromDevice");
    }

    @Override
    public void dump() {
        throw unsupported("dump");
    }

    @Override
    public void syncRuntimeTransferToHost(Object a, long b, long c) {
        throw unsupported("syncRuntimeTransferToHost");
    }

    @Override
    public TaskContextInterface meta() {
        throw unsupported("meta");
    }

    @Override
    public void addPrebuiltTask(TaskPackage a) {
        throw unsupported("addPrebuiltTask");
    }

    @Override
    public void useDefaultThreadScheduler(boolean a) {
        throw unsupported("useDefaultThreadScheduler");
    }

    @Override
    public Set<Object> getArgumentsLookup() {
        throw unsupported("getArgumentsLookup");
    }

    @Override
    public Collection<?> getOutputs() {
        throw unsupported("getOutputs");
    }

    @Override
    public void enableProfiler(ProfilerMode a) {
        throw unsupported("enableProfiler");
    }

    @Override
    public void disableProfiler() {
        throw unsupported("disableProfiler");
    }

    @Override
    public void withConcurrentDevices() {
        throw unsupported("withConcurrentDevices");
    }

    @Override
    public void withoutConcurrentDevices() {
        throw unsupported("withoutConcurrentDevices");
    }

    @Override
    public void withThreadInfo() {
        throw unsupported("withThreadInfo");
    }

    @Override
    public void withoutThreadInfo() {
        throw unsupported("withoutThreadInfo");
    }

    @Override
    public void withPrintKernel() {
        throw unsupported("withPrintKernel");
    }

    @Override
    public void withoutPrintKernel() {
        throw unsupported("withoutPrintKernel");
    }

    @Override
    public long getCurrentDeviceMemoryUsage() {
        throw unsupported("getCurrentDeviceMemoryUsage");
    }

    @Override
    public Map<String, List<Object>> getPersistedTaskToObjectsMap() {
        throw unsupported("getPersistedTaskToObjectsMap");
    }

    @Override
    public void withCompilerFlags(TornadoVMBackendType a, String b) {
        throw unsupported("withCompilerFlags");
    }

    @Override
    public void mapOnDeviceMemoryRegion(Object a, Object b, long c, TornadoTaskGraphInterface d) {
        throw unsupported("mapOnDeviceMemoryRegion");
    }

    @Override
    public long getTotalTime() {
        throw unsupported("getTotalTime");
    }

    @Override
    public long getCompileTime() {
        throw unsupported("getCompileTime");
    }

    @Override
    public long getTornadoCompilerTime() {
        throw unsupported("getTornadoCompilerTime");
    }

    @Override
    public long getDriverInstallTime() {
        throw unsupported("getDriverInstallTime");
    }

    @Override
    public long getDataTransfersTime() {
        throw unsupported("getDataTransfersTime");
    }

    @Override
    public long getDeviceWriteTime() {
        throw unsupported("getDeviceWriteTime");
    }

    @Override
    public long getDeviceReadTime() {
        throw unsupported("getDeviceReadTime");
    }

    @Override
    public long getDataTransferDispatchTime() {
        throw unsupported("getDataTransferDispatchTime");
    }

    @Override
    public long getKernelDispatchTime() {
        throw unsupported("getKernelDispatchTime");
    }

    @Override
    public long getDeviceKernelTime() {
        throw unsupported("getDeviceKernelTime");
    }

    @Override
    public long getTotalBytesCopyIn() {
        throw unsupported("getTotalBytesCopyIn");
    }

    @Override
    public long getTotalBytesCopyOut() {
        throw unsupported("getTotalBytesCopyOut");
    }

    @Override
    public long getTotalBytesTransferred() {
        throw unsupported("getTotalBytesTransferred");
    }

    @Override
    public long getTotalDeviceMemoryUsage() {
        throw unsupported("getTotalDeviceMemoryUsage");
    }
}
