package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Storage.Kind;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** A program's device memory: every array has one owner. */
final class ResidentMemory {

    private final List<OwnerGraph> owners = new ArrayList<>();
    private final List<Integer> inputs;
    private final Map<FloatArray, Integer> ownerOf = new IdentityHashMap<>();

    ResidentMemory(Collection<Storage> storages) {
        own(OwnerGraph.Role.INPUTS, storages, Set.of(Kind.INPUT));
        own(
                OwnerGraph.Role.VALUES,
                storages,
                Set.of(Kind.PARAMETER, Kind.PARAMETER_GRADIENT, Kind.STATE));
        own(
                OwnerGraph.Role.PLANNED,
                storages,
                Set.of(Kind.ACTIVATION, Kind.OUTPUT, Kind.DEVICE_SCRATCH));
        for (int i = 0; i < owners.size(); i++) {
            int owner = i;
            owners.get(i).arrays().forEach(array -> ownerOf.put(array, owner));
        }
        inputs =
                IntStream.range(0, owners.size())
                        .filter(owner -> owners.get(owner).role() == OwnerGraph.Role.INPUTS)
                        .boxed()
                        .toList();
        checkIdentities();
    }

    private void own(OwnerGraph.Role role, Collection<Storage> storages, Set<Kind> kinds) {
        Set<FloatArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<FloatArray> arrays = new ArrayList<>();
        for (Storage storage : storages) {
            if (kinds.contains(storage.kind()) && seen.add(storage.array())) {
                arrays.add(storage.array());
            }
        }
        owners.addAll(OwnerGraph.of(role, arrays));
    }

    /** TornadoVM tells arrays apart by their hash codes, 31 bits that can be equal by chance. */
    private void checkIdentities() {
        Map<Integer, FloatArray> seen = new HashMap<>();
        for (FloatArray array : ownerOf.keySet()) {
            if (seen.put(array.hashCode(), array) != null) {
                throw new DeviceException(
                        "two arrays of the program have one identity for TornadoVM, by chance;"
                                + " start the run again");
            }
        }
    }

    /** Every owner; those of inputs come first. */
    List<OwnerGraph> owners() {
        return owners;
    }

    /** Numbers of the owners of inputs. */
    List<Integer> inputs() {
        return inputs;
    }

    /** Number of the owner of an array, if the program has the array. */
    OptionalInt ownerOf(FloatArray array) {
        Integer owner = ownerOf.get(array);
        return owner == null ? OptionalInt.empty() : OptionalInt.of(owner);
    }
}
