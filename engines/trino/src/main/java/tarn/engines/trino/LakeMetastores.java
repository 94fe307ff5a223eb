package tarn.engines.trino;

import io.trino.metastore.HiveMetastore;
import io.trino.metastore.HiveMetastoreFactory;
import io.trino.spi.security.ConnectorIdentity;
import java.util.Optional;

/** One metastore per statement. That the identity matters is said, so that nothing is shared between identities. */
final class LakeMetastores implements HiveMetastoreFactory {

    @Override
    public boolean isImpersonationEnabled() {
        return true;
    }

    @Override
    public HiveMetastore createMetastore(Optional<ConnectorIdentity> identity) {
        return new LakeMetastore(
                Visit.of(identity.orElseThrow()).statement().lake().catalog());
    }
}
