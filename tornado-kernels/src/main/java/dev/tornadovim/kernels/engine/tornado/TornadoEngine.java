package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.program.Program;

/** Runs programs on a device of TornadoVM. */
public final class TornadoEngine implements Engine {

    private final DeviceInfo device;
    private final TornadoOptions options;

    /**
     * An engine on one device.
     *
     * @param device as in {@link TornadoDevices#select}
     * @throws DeviceException when there is no such device
     */
    public TornadoEngine(String device, TornadoOptions options) {
        this.device = TornadoDevices.select(device);
        this.options = options;
    }

    /** The device. */
    public DeviceInfo device() {
        return device;
    }

    @Override
    public String name() {
        return "tornado (" + device + ")";
    }

    @Override
    public Execution load(Program program) {
        return TornadoExecution.load(program, device, options);
    }

    @Override
    public void close() {
        // Device resources belong to executions.
    }
}
