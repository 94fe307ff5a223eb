package tarn.engines.trino;

import java.nio.file.Path;
import tarn.engines.sql.Lake;

/** A lake whose files lie in a folder and whose catalog is in memory. */
record FolderLake(MemoryCatalog catalog, FolderFiles files) implements Lake {

    static FolderLake in(Path folder) {
        return new FolderLake(new MemoryCatalog(), new FolderFiles(folder));
    }
}
