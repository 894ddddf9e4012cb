package dev.tornadovim.experiments.efficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.tensor.Storage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class EfficiencyStudyTest {

    @Test
    void everyNetworkIsMeasuredAtEveryResolution() {
        var heard = new ArrayList<Measurement>();
        List<Measurement> all;
        try (var engine = new CpuEngine(2);
                var gauges = Gauges.of(Optional.empty())) {
            all = new EfficiencyStudy(List.of(48, 32), 1, 0).run(engine, gauges, heard::add);
        }
        assertThat(heard).isEqualTo(all);
        assertThat(all).extracting(Measurement::pixels).containsExactly(32, 32, 32, 48, 48, 48);
        assertThat(all).extracting(Measurement::contender).startsWith(Contender.values());
        assertThat(all)
                .allSatisfy(m -> assertThat(m.problem()).isEmpty())
                .allSatisfy(
                        m -> assertThat(m.result().orElseThrow().imagesPerSecond()).isPositive());
        assertThat(all).extracting(Measurement::tokens).contains(4, 9);
    }

    @Test
    void sizesBelowOnePatchAreRefused() {
        assertThatThrownBy(() -> new EfficiencyStudy(List.of(15), 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 16 pixels");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxAccountsForAnArrayThoughAnEarlierOneWasFreed() {
        int floats = 64 << 20;
        var memory = Gauges.processMemory();
        for (int i = 0; i < 3; i++) {
            memory.start().run();
            var array = Storage.allocated("array", floats, Storage.Kind.STATE);
            array.segment().fill((byte) 1);
            assertThat(memory.amount().get().orElseThrow())
                    .isBetween(0.95 * floats * Float.BYTES, 1.05 * floats * Float.BYTES);
            Reference.reachabilityFence(array);
        }
    }
}
