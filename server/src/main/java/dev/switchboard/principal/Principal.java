package dev.switchboard.principal;

/** Who is calling. */
public sealed interface Principal {

    /** How decisions of this caller are signed: {@code operator}, {@code local} or {@code agent:<id>}. */
    String signature();

    /** Whoever holds the operator token. */
    record Operator() implements Principal {
        @Override
        public String signature() {
            return "operator";
        }
    }

    /** Somebody on this machine, where no token is demanded: may do what the operator may. */
    record Local() implements Principal {
        @Override
        public String signature() {
            return "local";
        }
    }

    /** An agent of the platform, by its key. */
    record Agent(String id) implements Principal {
        @Override
        public String signature() {
            return "agent:" + id;
        }
    }
}
