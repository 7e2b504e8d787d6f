package dev.switchboard.storage.memory;

import dev.switchboard.devices.Device;
import dev.switchboard.devices.DeviceStore;
import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Devices in maps. Guarded by the transactor's lock. */
final class MemoryDeviceStore implements DeviceStore {
    private static final Comparator<Device> LAST_SEEN_FIRST =
            Comparator.comparing(Device::seenAt).thenComparing(Device::id).reversed();
    private static final Comparator<Device.Request> OLDEST_FIRST =
            Comparator.comparing(Device.Request::at).thenComparing(Device.Request::id);

    private final MemoryTransactor transactor;
    private final Table<String, Device> devices = new Table<>();
    private final Table<String, Device.Request> requests = new Table<>();

    MemoryDeviceStore(MemoryTransactor transactor) {
        this.transactor = transactor;
    }

    @Override
    public Optional<Device> find(String id) {
        return transactor.read(() -> devices.get(id));
    }

    @Override
    public Optional<Device> find(Tx tx, String id) {
        MemoryTx.of(tx);
        return devices.get(id);
    }

    @Override
    public List<Device> list() {
        return transactor.read(this::sorted);
    }

    @Override
    public void put(Tx tx, Device device) {
        devices.put(MemoryTx.of(tx), device.id(), device);
    }

    @Override
    public boolean delete(Tx tx, String id) {
        boolean known = find(tx, id).isPresent();
        devices.remove(MemoryTx.of(tx), id);
        return known;
    }

    @Override
    public void deleteAllBut(Tx tx, int most) {
        MemoryTx open = MemoryTx.of(tx);
        sorted().stream().skip(most).forEach(device -> devices.remove(open, device.id()));
    }

    @Override
    public Optional<Device.Request> request(Tx tx, String id) {
        MemoryTx.of(tx);
        return requests.get(id);
    }

    @Override
    public List<Device.Request> requests() {
        return transactor.read(
                () -> requests.values().stream().sorted(OLDEST_FIRST).toList());
    }

    @Override
    public List<Device.Request> requests(Tx tx) {
        MemoryTx.of(tx);
        return requests.values().stream().sorted(OLDEST_FIRST).toList();
    }

    @Override
    public void put(Tx tx, Device.Request request) {
        requests.put(MemoryTx.of(tx), request.id(), request);
    }

    @Override
    public void deleteRequest(Tx tx, String id) {
        requests.remove(MemoryTx.of(tx), id);
    }

    @Override
    public void deleteRequests(Tx tx, Instant before) {
        MemoryTx open = MemoryTx.of(tx);
        requests(tx).stream()
                .filter(request -> request.at().isBefore(before))
                .forEach(request -> requests.remove(open, request.id()));
    }

    private List<Device> sorted() {
        return devices.values().stream().sorted(LAST_SEEN_FIRST).toList();
    }
}
