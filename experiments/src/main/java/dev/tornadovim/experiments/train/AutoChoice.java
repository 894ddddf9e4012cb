package dev.tornadovim.experiments.train;

import dev.tornadovim.kernels.engine.tornado.DeviceInfo;
import dev.tornadovim.kernels.engine.tornado.DeviceTrial;
import dev.tornadovim.kernels.engine.tornado.TornadoDevices;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code engine=auto} takes, and why.
 *
 * @param device the device; empty for the CPU engine
 * @param rejected why each device before it was not taken, or why there is none, a line each
 */
public record AutoChoice(Optional<DeviceInfo> device, List<String> rejected) {

    /** Copies the list. */
    public AutoChoice {
        rejected = List.copyOf(rejected);
    }

    /**
     * The choice on this machine.
     *
     * @param id the device that the config names, or {@code auto}
     * @throws dev.tornadovim.kernels.engine.tornado.DeviceException if the named one is not there
     */
    public static AutoChoice of(String id) {
        Optional<String> problem = TornadoDevices.problem();
        if (problem.isPresent()) {
            return new AutoChoice(Optional.empty(), List.of(problem.get()));
        }
        List<DeviceInfo> candidates =
                id.equals("auto") ? TornadoDevices.ranked() : List.of(TornadoDevices.select(id));
        return among(candidates, DeviceTrial::problem);
    }

    /** The reasons behind the name of the choice, in brackets; empty where there are none. */
    String reasons() {
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
