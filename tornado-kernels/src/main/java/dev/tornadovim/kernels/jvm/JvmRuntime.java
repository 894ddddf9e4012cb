package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** A runtime for TornadoVM's API with one backend and one device: this JVM. */
public final class JvmRuntime implements TornadoRuntime {

    private static final String API = "tornado.load.api.implementation";
    private static final JvmRuntime RUNTIME = new JvmRuntime();

    private JvmRuntime() {}

    /**
     * Makes this the runtime of the process. Does nothing when the system properties already name a
     * runtime, such as the SDK's. Call it before the first use of TornadoVM's API, which looks for
     * its runtime only once.
     */
    public static void install() {
        if (System.getProperty(API) == null) {
            System.setProperty("tornado.load.runtime.implementation", JvmRuntime.class.getName());
            System.setProperty("tornado.load.tornado.implementation", JvmSettings.class.getName());
            System.setProperty(API, JvmTaskGraph.class.getName());
        }
    }

    /** Whether the process runs on this runtime. */
    public static boolean isInstalled() {
        return JvmTaskGraph.class.getName().equals(System.getProperty(API));
    }

    /** Called by TornadoVM's API, by this name. */
    public static TornadoRuntime getTornadoRuntime() {
        return RUNTIME;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IndexOutOfBoundsException for any index but 0
     */
    @Override
    public TornadoBackend getBackend(int index) {
        if (index != 0) {
            throw new IndexOutOfBoundsException("the JVM runtime has backend 0 only, not " + index);
        }
        return JvmDevice.BACKEND;
    }

    @Override
    public <D extends TornadoBackend> D getBackend(Class<D> type) {
        return type.cast(JvmDevice.BACKEND);
    }

    @Override
    public <D extends TornadoBackend> int getBackendIndex(Class<D> type) {
        return 0;
    }

    @Override
    public TornadoVMBackendType getBackendType(int index) {
        return TornadoVMBackendType.JAVA;
    }

    @Override
    public int getNumBackends() {
        return 1;
    }

    @Override
    public void setDefaultBackend(int index) {
        getBackend(index);
    }

    @Override
    public TornadoDevice getDefaultDevice() {
        return JvmDevice.DEVICE;
    }

    @Override
    public boolean isProfilerEnabled() {
        return false;
    }

    @Override
    public boolean isPowerMonitoringEnabled() {
        return false;
    }

    @Override
    public long getPowerMetric() {
        return 0;
    }
}
