package tarn.services.glue;

import software.amazon.awssdk.services.glue.model.GlueException;
import tarn.kernel.Caller;
import tarn.policy.Permissions;

/**
 * What a crawler's role may do to the catalog: a crawler writes it without asking Glue as a client does, and is held to the
 * same permissions all the same, on the catalog, the database and the table.
 */
record CrawlerPermissions(Permissions permissions, String database) {

    /** The same in another database. */
    CrawlerPermissions in(String other) {
        return new CrawlerPermissions(permissions, other);
    }

    /** Refuses an action on the database itself. */
    void require(String action) {
        allow(action, "catalog");
        allow(action, "database/" + database);
    }

    /** Refuses an action on a table. */
    void require(String action, String table) {
        require(action);
        allow(action, "table/" + database + "/" + table);
    }

    private void allow(String action, String resource) {
        var caller = Caller.current();
        var arn = caller.arn("glue", resource).toString();
        if (!permissions.allow(action, arn)) {
            throw refused(caller, action, arn);
        }
    }

    private static GlueException refused(Caller caller, String action, String arn) {
        return GlueFaults.denied("User: " + caller.principal() + " is not authorized to perform: " + action
                + " on resource: " + arn + " because no identity-based policy allows the " + action + " action");
    }
}
