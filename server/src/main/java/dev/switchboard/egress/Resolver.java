package dev.switchboard.egress;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Finds the addresses of hosts. Any thread may use it. */
interface Resolver {

    /**
     * @return the addresses of the host, the best first; empty when it has none
     * @throws EgressException when nobody answers in time
     */
    List<InetAddress> resolve(String host, Duration limit) throws EgressException, InterruptedException;
}
