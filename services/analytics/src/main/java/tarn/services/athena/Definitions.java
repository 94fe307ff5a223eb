package tarn.services.athena;

import java.time.InstantSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Does data definitions on the catalog, as the current caller. */
final class Definitions {

    private final GlueClient glue;
    private final S3Client s3;
    private final InstantSource clock;
    private final PreparedStatements.Group prepared;

    Definitions(GlueClient glue, S3Client s3, InstantSource clock, PreparedStatements.Group prepared) {
        this.prepared = prepared;
        this.glue = glue;
        this.s3 = s3;
        this.clock = clock;
    }

    /**
     * Does a statement; names without a database belong to {@code database}.
     *
     * @throws QueryFailure if it cannot be done
     */
    TextResult run(Statement statement, String database) {
        var catalog = new Catalog(glue, database);
        var databases = new DatabaseDefinitions(catalog);
        var tables = new TableDefinitions(catalog, clock);
        var partitions = new PartitionDefinitions(catalog, new Folders(s3), clock);
        var descriptions = new Descriptions(catalog, partitions);
        try {
            return switch (statement) {
                case Statement.CreateDatabase it -> databases.create(it);
                case Statement.DropDatabase it -> databases.drop(it);
                case Statement.SetDatabaseProperties it -> databases.setProperties(it);
                case Statement.DescribeDatabase it -> databases.describe(it);
                case Statement.ShowDatabases it -> databases.show(it);
                case Statement.CreateTable it -> tables.create(it);
                case Statement.DropTable it -> tables.drop(it);
                case Statement.DropView it -> tables.drop(it);
                case Statement.Prepare it -> {
                    prepared.put(it.name(), it.text());
                    yield TextResult.NOTHING;
                }
                case Statement.Deallocate it -> {
                    prepared.remove(it.name());
                    yield TextResult.NOTHING;
                }
                case Statement.Unload it -> throw new IllegalStateException("The SQL engine unloads " + it);
                case Statement.Execute it -> throw new IllegalStateException("The SQL engine executes " + it);
                case Statement.DropColumn it -> throw DdlFaults.notIceberg(catalog.qualified(it.table()));
                case Statement.Optimize it -> throw DdlFaults.notIceberg(catalog.qualified(it.table()));
                case Statement.Vacuum it -> throw DdlFaults.notIceberg(catalog.qualified(it.table()));
                case Statement.UnsetTableProperties it -> tables.unsetProperties(it);
                case Statement.AddColumns it -> tables.addColumns(it);
                case Statement.ReplaceColumns it -> tables.replaceColumns(it);
                case Statement.ChangeColumn it -> tables.changeColumn(it);
                case Statement.SetTableProperties it -> tables.setProperties(it);
                case Statement.SetLocation it
                when it.partition().isEmpty() -> tables.setLocation(it.table(), it.location());
                case Statement.SetLocation it -> partitions.setLocation(it.table(), it.partition(), it.location());
                case Statement.AddPartitions it -> partitions.add(it);
                case Statement.DropPartitions it -> partitions.drop(it);
                case Statement.RenamePartition it -> partitions.rename(it);
                case Statement.RepairTable it -> partitions.repair(it);
                case Statement.ShowPartitions it -> partitions.show(it);
                case Statement.ShowTables it -> descriptions.tables(it);
                case Statement.ShowColumns it -> descriptions.columns(it);
                case Statement.ShowCreateTable it -> descriptions.createTable(it);
                case Statement.ShowCreateView it -> descriptions.createView(it);
                case Statement.ShowTableProperties it -> descriptions.properties(it);
                case Statement.DescribeTable it -> descriptions.describe(it);
            };
        } catch (AwsServiceException refusal) {
            throw DdlFaults.refused(refusal);
        }
    }
}
