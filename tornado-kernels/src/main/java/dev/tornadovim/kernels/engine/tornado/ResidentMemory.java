package dev.tornadovim.kernels.engine.tornado;

import dev.tornadovim.kernels.program.HostWork;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Storage.Kind;
import dev.tornadovim.kernels.tensor.Tensor;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
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

    /**
     * Shares the arrays out.
     *
     * @param host what runs on the host; what one such stage writes moves alone
     */
    ResidentMemory(Collection<Storage> storages, List<HostWork> host) {
        own(OwnerGraph.Role.INPUTS, storages, Set.of(Kind.INPUT));
        for (HostWork work : host) {
            List<Storage> written = work.writes().stream().map(Tensor::storage).toList();
            own(OwnerGraph.Role.HOST, written, Set.of(Kind.STATE));
        }
        own(
                OwnerGraph.Role.VALUES,
                storages,
                Set.of(Kind.PARAMETER, Kind.PARAMETER_GRADIENT, Kind.STATE));
        own(
                OwnerGraph.Role.PLANNED,
                storages,
                Set.of(Kind.ACTIVATION, Kind.OUTPUT, Kind.DEVICE_SCRATCH));
        inputs =
                IntStream.range(0, owners.size())
                        .filter(owner -> owners.get(owner).role() == OwnerGraph.Role.INPUTS)
                        .boxed()
                        .toList();
        checkIdentities();
    }

    private void own(OwnerGraph.Role role, Collection<Storage> storages, Set<Kind> kinds) {
        Set<FloatArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(ownerOf.keySet());
        List<FloatArray> arrays = new ArrayList<>();
        for (Storage storage : storages) {
            if (kinds.contains(storage.kind()) && seen.add(storage.array())) {
                arrays.add(storage.array());
            }
        }
        int before = (int) owners.stream().filter(owner -> owner.role() == role).count();
        for (OwnerGraph owner : OwnerGraph.of(role, before, arrays)) {
            owner.arrays().forEach(array -> ownerOf.put(array, owners.size()));
            owners.add(owner);
        }
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

    /** Numbers of the owners of tensors. */
    Set<Integer> ownersOf(List<Tensor> tensors) {
        Set<Integer> numbers = new LinkedHashSet<>();
        tensors.forEach(tensor -> numbers.add(ownerOf.get(tensor.storage().array())));
        return numbers;
    }

    /** Number of the owner of an array, if the program has the array. */
    OptionalInt ownerOf(FloatArray array) {
        Integer owner = ownerOf.get(array);
        return owner == null ? OptionalInt.empty() : OptionalInt.of(owner);
    }
}
