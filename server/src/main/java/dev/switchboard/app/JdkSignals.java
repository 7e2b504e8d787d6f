package dev.switchboard.app;

import dev.switchboard.cli.terminal.ProcessSignals;
import java.lang.reflect.Proxy;

/**
 * Signals by way of {@code sun.misc.Signal}, the only way there is. It is reached by reflection, because the compiler's warning about it
 * cannot be switched off for one class. Where it is missing, signals keep their usual meaning.
 */
final class JdkSignals implements ProcessSignals {

    @Override
    public void on(Kind kind, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    JdkSignals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(kind.name()), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // The signal ends the process, as it does without us.
        }
    }
}
