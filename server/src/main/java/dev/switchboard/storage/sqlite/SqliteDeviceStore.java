package dev.switchboard.storage.sqlite;

import dev.switchboard.devices.Device;
import dev.switchboard.devices.Device.About;
import dev.switchboard.devices.Device.Grant;
import dev.switchboard.devices.DeviceStore;
import dev.switchboard.tx.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Devices, what they were granted, and requests, a table each. */
final class SqliteDeviceStore implements DeviceStore {
    private static final String SELECT =
            "SELECT id, public_key, name, platform, client, paired_at, seen_at FROM devices";
    private static final String PUT = "INSERT INTO devices (id, public_key, name, platform, client, paired_at, seen_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            + " platform = excluded.platform, client = excluded.client, seen_at = excluded.seen_at";
    private static final String DELETE = "DELETE FROM devices WHERE id = ?";
    private static final String DELETE_BUT =
            "DELETE FROM devices WHERE id NOT IN (SELECT id FROM devices ORDER BY seen_at DESC, id DESC LIMIT ?)";
    private static final String GRANTS =
            "SELECT role, scopes, token_hash, granted_at FROM device_grants WHERE device = ? ORDER BY role";
    private static final String GRANT =
            "INSERT INTO device_grants (device, role, scopes, token_hash, granted_at) VALUES (?, ?, ?, ?, ?)";
    private static final String DELETE_GRANTS = "DELETE FROM device_grants WHERE device = ?";
    private static final String SELECT_REQUEST =
            "SELECT id, device, public_key, name, platform, client, role, scopes, asked_at FROM device_requests";
    private static final String PUT_REQUEST =
            "INSERT INTO device_requests (id, device, public_key, name, platform, client, role, scopes, asked_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                    + " platform = excluded.platform, client = excluded.client, scopes = excluded.scopes,"
                    + " asked_at = excluded.asked_at";

    private final Readers readers;

    SqliteDeviceStore(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Optional<Device> find(String id) {
        return readers.read(database -> find(database, id));
    }

    @Override
    public Optional<Device> find(Tx tx, String id) {
        return find(SqliteTx.of(tx).database(), id);
    }

    @Override
    public List<Device> list() {
        return readers.read(database -> {
            List<Device> devices = new ArrayList<>();
            for (Device device : database.list(SELECT + " ORDER BY seen_at DESC, id DESC", SqliteDeviceStore::read)) {
                devices.add(whole(database, device));
            }
            return devices;
        });
    }

    @Override
    public void put(Tx tx, Device device) {
        Database database = SqliteTx.of(tx).database();
        About about = device.about();
        database.update(
                PUT,
                device.id(),
                device.key(),
                about.name(),
                about.platform(),
                about.client(),
                device.pairedAt(),
                device.seenAt());
        database.update(DELETE_GRANTS, device.id());
        device.grants()
                .forEach((role, grant) -> database.update(
                        GRANT, device.id(), role, joined(grant.scopes()), grant.tokenHash(), grant.at()));
    }

    @Override
    public boolean delete(Tx tx, String id) {
        return SqliteTx.of(tx).database().update(DELETE, id) > 0;
    }

    @Override
    public void deleteAllBut(Tx tx, int most) {
        SqliteTx.of(tx).database().update(DELETE_BUT, most);
    }

    @Override
    public Optional<Device.Request> request(Tx tx, String id) {
        return SqliteTx.of(tx).database().first(SELECT_REQUEST + " WHERE id = ?", SqliteDeviceStore::readRequest, id);
    }

    @Override
    public List<Device.Request> requests() {
        return readers.read(SqliteDeviceStore::requests);
    }

    @Override
    public List<Device.Request> requests(Tx tx) {
        return requests(SqliteTx.of(tx).database());
    }

    @Override
    public void put(Tx tx, Device.Request request) {
        About about = request.about();
        SqliteTx.of(tx)
                .database()
                .update(
                        PUT_REQUEST,
                        request.id(),
                        request.device(),
                        request.key(),
                        about.name(),
                        about.platform(),
                        about.client(),
                        request.role(),
                        joined(request.scopes()),
                        request.at());
    }

    @Override
    public void deleteRequest(Tx tx, String id) {
        SqliteTx.of(tx).database().update("DELETE FROM device_requests WHERE id = ?", id);
    }

    @Override
    public void deleteRequests(Tx tx, Instant before) {
        SqliteTx.of(tx).database().update("DELETE FROM device_requests WHERE asked_at < ?", before);
    }

    private static Optional<Device> find(Database database, String id) {
        return database.first(SELECT + " WHERE id = ?", SqliteDeviceStore::read, id)
                .map(device -> whole(database, device));
    }

    /** The device with what it was granted. */
    private static Device whole(Database database, Device device) {
        Map<String, Grant> grants = new LinkedHashMap<>();
        database.each(
                GRANTS,
                row -> {
                    grants.put(row.text(), new Grant(split(row.text()), row.text(), row.instant()));
                    return true;
                },
                device.id());
        return new Device(device.id(), device.key(), device.about(), grants, device.pairedAt(), device.seenAt());
    }

    private static List<Device.Request> requests(Database database) {
        return database.list(SELECT_REQUEST + " ORDER BY asked_at, id", SqliteDeviceStore::readRequest);
    }

    private static Device read(Row row) throws SQLException {
        return new Device(
                row.text(),
                row.text(),
                new About(row.text(), row.text(), row.text()),
                Map.of(),
                row.instant(),
                row.instant());
    }

    private static Device.Request readRequest(Row row) throws SQLException {
        return new Device.Request(
                row.text(),
                row.text(),
                row.text(),
                new About(row.text(), row.text(), row.text()),
                row.text(),
                split(row.text()),
                row.instant());
    }

    private static String joined(List<String> scopes) {
        return String.join(" ", scopes);
    }

    private static List<String> split(String scopes) {
        return scopes.isEmpty() ? List.of() : List.of(scopes.split(" "));
    }
}
