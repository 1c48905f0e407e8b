package dev.storystreamer.lambda;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * What happens around a SnapStart snapshot: priming before it, renewal after each restore. Many environments start from
 * one snapshot, hours later.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime hooks</a>
 */
final class SnapshotHooks implements Resource {

    private final Runnable prime;
    private final Runnable renew;

    private SnapshotHooks(Runnable prime, Runnable renew) {
        this.prime = prime;
        this.renew = renew;
    }

    /** Registers the hooks; the runtime holds them weakly, so the caller must keep what is returned. */
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
