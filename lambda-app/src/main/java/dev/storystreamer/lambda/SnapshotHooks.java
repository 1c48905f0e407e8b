package dev.storystreamer.lambda;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * The runtime hooks of SnapStart: primes before the snapshot, and renews after each restore. Many execution environments
 * start from one snapshot, possibly hours later.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
record SnapshotHooks(Runnable prime, Runnable renew) implements Resource {

    /** Registers the hooks. The caller must keep the result: the runtime has only a weak reference to it. */
    static SnapshotHooks register(Runnable prime, Runnable renew) {
        SnapshotHooks hooks = new SnapshotHooks(prime, renew);
        Core.getGlobalContext().register(hooks);
        return hooks;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        prime.run();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        renew.run();
    }
}
