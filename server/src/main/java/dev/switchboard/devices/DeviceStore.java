package dev.switchboard.devices;

import dev.switchboard.tx.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where devices are kept. Methods without a {@link Tx} read what is committed, and may block. */
public interface DeviceStore {

    Optional<Device> find(String id);

    Optional<Device> find(Tx tx, String id);

    /** Last seen first. */
    List<Device> list();

    /** Keeps a device, in place of what was known of it. */
    void put(Tx tx, Device device);

    /** False when there was none. */
    boolean delete(Tx tx, String id);

    /** Forgets those that were not seen for the longest time until so many are left. */
    void deleteAllBut(Tx tx, int most);

    Optional<Device.Request> request(Tx tx, String id);

    /** Oldest first. */
    List<Device.Request> requests();

    /** Oldest first. */
    List<Device.Request> requests(Tx tx);

    void put(Tx tx, Device.Request request);

    void deleteRequest(Tx tx, String id);

    void deleteRequests(Tx tx, Instant before);
}
