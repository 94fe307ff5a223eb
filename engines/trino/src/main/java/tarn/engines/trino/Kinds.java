package tarn.engines.trino;

import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Deallocate;
import io.trino.sql.tree.Delete;
import io.trino.sql.tree.DescribeInput;
import io.trino.sql.tree.DescribeOutput;
import io.trino.sql.tree.DropView;
import io.trino.sql.tree.Execute;
import io.trino.sql.tree.ExecuteImmediate;
import io.trino.sql.tree.Explain;
import io.trino.sql.tree.ExplainAnalyze;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Merge;
import io.trino.sql.tree.Prepare;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.Statement;
import io.trino.sql.tree.Update;
import tarn.engines.sql.SqlKind;

/** What kind a parsed statement is of. */
final class Kinds {

    static SqlKind of(Statement statement) {
        return switch (statement) {
            case Query query -> SqlKind.QUERY;
            case Explain explain -> SqlKind.EXPLAIN;
            case ExplainAnalyze explain -> SqlKind.EXPLAIN;
            case CreateTableAsSelect create -> SqlKind.CREATE_TABLE_AS;
            case Insert insert -> SqlKind.INSERT;
            case Update update -> SqlKind.UPDATE;
            case Delete delete -> SqlKind.DELETE;
            case Merge merge -> SqlKind.MERGE;
            case CreateView create -> SqlKind.CREATE_VIEW;
            case DropView drop -> SqlKind.DROP_VIEW;
            case Prepare prepare -> SqlKind.PREPARE;
            case Execute execute -> SqlKind.EXECUTE;
            case ExecuteImmediate execute -> SqlKind.EXECUTE;
            case Deallocate deallocate -> SqlKind.DEALLOCATE;
            case DescribeInput describe -> SqlKind.SHOW;
            case DescribeOutput describe -> SqlKind.SHOW;
            default -> byName(statement.getClass().getSimpleName());
        };
    }

    /** Of the rest there are many, and their names tell. */
    private static SqlKind byName(String name) {
        if (name.startsWith("Show")) {
            return SqlKind.SHOW;
        }
        for (var verb : new String[] {"Create", "Drop", "Rename", "Add", "Set", "Comment", "Truncate", "Alter"}) {
            if (name.startsWith(verb) && !name.equals("SetSession") && !name.equals("SetRole")) {
                return SqlKind.DEFINITION;
            }
        }
        return SqlKind.OTHER;
    }

    private Kinds() {}
}
