package dev.switchboard.app;

import dev.switchboard.cli.terminal.ProcessSignals;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * The signals of this process. The JDK has no supported way to hear of them; {@code sun.misc.Signal} is reached by reflection because its
 * use in source is a warning that cannot be silenced.
 */
final class JvmSignals implements ProcessSignals {

    @Override
    public void on(Kind kind, Runnable action) {
        InvocationHandler caller = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                Thread.ofPlatform().daemon().name("signal-" + kind.name()).start(action);
            }
            return null;
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object heard = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, caller);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(kind.name()), heard);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM does not hand out its signals", e);
        }
    }
}
