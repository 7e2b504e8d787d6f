package dev.switchboard.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a result; each call reads the next column. */
final class Row {
    private final ResultSet result;
    private int column;

    Row(ResultSet result) {
        this.result = result;
    }

    boolean next() throws SQLException {
        column = 0;
        return result.next();
    }

    String text() throws SQLException {
        return result.getString(++column);
    }

    @Nullable
    String textOrNull() throws SQLException {
        return result.getString(++column);
    }

    long number() throws SQLException {
        return result.getLong(++column);
    }

    @Nullable
    Long numberOrNull() throws SQLException {
        long value = result.getLong(++column);
        return result.wasNull() ? null : value;
    }

    int integer() throws SQLException {
        return result.getInt(++column);
    }

    @Nullable
    Integer integerOrNull() throws SQLException {
        int value = result.getInt(++column);
        return result.wasNull() ? null : value;
    }

    boolean flag() throws SQLException {
        return result.getInt(++column) != 0;
    }

    Instant instant() throws SQLException {
        return Instant.ofEpochMilli(number());
    }

    @Nullable
    Instant instantOrNull() throws SQLException {
        Long millis = numberOrNull();
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    /** Makes something of a row. */
    interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    /** Takes rows until it wants no more. */
    interface Taker {
        boolean take(Row row) throws SQLException;
    }
}
