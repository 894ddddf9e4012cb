package dev.tornadovim.kernels.engine.auto;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.DeviceInfo;
import dev.tornadovim.kernels.engine.tornado.DeviceTrial;
import dev.tornadovim.kernels.engine.tornado.TornadoDevices;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which engine suits the machine, and why: the first GPU, in the order of {@link
 * TornadoDevices#ranked}, on which a trial kernel comes out right, or the CPU engine. A driver's CPU
 * device is never taken: the CPU engine uses the same cores better.
 *
 * @param device the device; empty for the CPU engine
 * @param rejected why each device before it was not taken, or why there is none, a line each
 */
public record AutoChoice(Optional<DeviceInfo> device, List<String> rejected) {

    /** Stands for all devices where {@link #of} takes the name of one. */
    public static final String ANY_DEVICE = "auto";

    /** Copies the list. */
    public AutoChoice {
        rejected = List.copyOf(rejected);
    }

    /**
     * The choice on this machine.
     *
     * @param id of the only device to try, such as {@code cuda:0}, or {@link #ANY_DEVICE}
     * @throws dev.tornadovim.kernels.engine.tornado.DeviceException if the named one is not there
     */
    public static AutoChoice of(String id) {
        Optional<String> problem = TornadoDevices.problem();
        if (problem.isPresent()) {
            return new AutoChoice(Optional.empty(), List.of(problem.get()));
        }
        List<DeviceInfo> candidates =
                id.equals(ANY_DEVICE)
                        ? TornadoDevices.ranked()
                        : List.of(TornadoDevices.select(id));
        return among(candidates, DeviceTrial::problem);
    }

    /**
     * Opens the engine.
     *
     * @param threads of the CPU engine
     * @param options of TornadoVM
     */
    public Engine open(int threads, TornadoOptions options) {
        return device.<Engine>map(found -> new TornadoEngine(found.id(), options))
                .orElseGet(() -> new CpuEngine(threads));
    }

    /** The reasons behind the name of the choice, in brackets; empty where there are none. */
    public String reasons() {
        return rejected.isEmpty() ? "" : " (" + String.join("; ", rejected) + ")";
    }

    /** The first GPU whose trial finds nothing wrong. */
    static AutoChoice among(
            List<DeviceInfo> candidates, Function<DeviceInfo, Optional<String>> trial) {
        List<String> rejected = new ArrayList<>();
        for (DeviceInfo device : candidates) {
            if (!device.gpu()) {
                rejected.add(device.id() + " is a CPU; engine=tornado takes it all the same");
                continue;
            }
            Optional<String> problem = trial.apply(device);
            if (problem.isEmpty()) {
                return new AutoChoice(Optional.of(device), rejected);
            }
            rejected.add(problem.get());
        }
        return new AutoChoice(Optional.empty(), rejected);
    }
}
