package dev.switchboard.storage.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** A statement failed: because of the statement, or because the storage is in trouble. */
final class StorageFault extends RuntimeException {
    private final SQLException sql;

    StorageFault(SQLException sql) {
        super(sql);
        this.sql = sql;
    }

    /** Whether the storage is in trouble, and with it whatever transaction was open: a full disk, an I/O error, a damaged file. */
    boolean trouble() {
        int code = sql.getErrorCode() & 0xff;
        return code != SQLiteErrorCode.SQLITE_CONSTRAINT.code
                && code != SQLiteErrorCode.SQLITE_TOOBIG.code
                && code != SQLiteErrorCode.SQLITE_MISMATCH.code
                && code != SQLiteErrorCode.SQLITE_RANGE.code
                && code != SQLiteErrorCode.SQLITE_ERROR.code;
    }

    /** What the database says, without data of ours. */
    String reason() {
        return SQLiteErrorCode.getErrorCode(sql.getErrorCode()).name();
    }

    boolean full() {
        return (sql.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_FULL.code;
    }
}
