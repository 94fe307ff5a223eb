/*
 * The data definition language that Athena takes over from Hive: what acts on the catalog alone.
 * Queries are not read here, they go to the SQL engine as they are.
 *
 * A word that is a keyword here and reserved in Athena's DDL is no name; one that is a keyword but not reserved is
 * listed under `unreserved`. Words that are reserved without being keywords here are refused by StatementReader.
 */
grammar HiveDdl;

options { caseInsensitive = true; }

single: statement ';'* EOF;

statement
    : CREATE (DATABASE | SCHEMA) ifNotExists? name (COMMENT text)? (LOCATION text)?
        (WITH DBPROPERTIES properties)?                                                   # createDatabase
    | DROP (DATABASE | SCHEMA) ifExists? name (RESTRICT | CASCADE)?                       # dropDatabase
    | ALTER (DATABASE | SCHEMA) name SET DBPROPERTIES properties                          # setDatabaseProperties
    | CREATE EXTERNAL? TABLE ifNotExists? qualified ('(' columns ')')? (COMMENT text)?
        partitionedBy? clusteredBy? tableForm*                                            # createTable
    | DROP TABLE ifExists? qualified PURGE?                                               # dropTable
    | DROP VIEW ifExists? qualified                                                       # dropView
    | SHOW (DATABASES | SCHEMAS) (LIKE? text)?                                            # showDatabases
    | SHOW TABLES ((IN | FROM) name)? (LIKE? text)?                                       # showTables
    | SHOW VIEWS ((IN | FROM) name)? (LIKE? text)?                                        # showViews
    | SHOW COLUMNS (IN | FROM) qualified ((IN | FROM) name)?                              # showColumns
    | SHOW PARTITIONS qualified partitionSpec?                                            # showPartitions
    | SHOW CREATE TABLE qualified                                                         # showCreateTable
    | SHOW CREATE VIEW qualified                                                          # showCreateView
    | SHOW TBLPROPERTIES qualified ('(' text ')')?                                        # showTableProperties
    | (DESCRIBE | DESC) (DATABASE | SCHEMA) EXTENDED? name                                # describeDatabase
    | (DESCRIBE | DESC) VIEW qualified                                                    # describeView
    | (DESCRIBE | DESC) TABLE? (EXTENDED | FORMATTED)? qualified partitionSpec?
        describedColumn?                                                                  # describeTable
    | MSCK REPAIR? TABLE qualified                                                        # repairTable
    | ALTER TABLE qualified ADD ifNotExists? addedPartition+                              # addPartitions
    | ALTER TABLE qualified DROP ifExists? partitionSpec (',' partitionSpec)* PURGE?      # dropPartitions
    | ALTER TABLE qualified partitionSpec RENAME TO partitionSpec                         # renamePartition
    | ALTER TABLE qualified ADD COLUMNS '(' columns ')'                                   # addColumns
    | ALTER TABLE qualified REPLACE COLUMNS '(' columns ')'                               # replaceColumns
    | ALTER TABLE qualified CHANGE COLUMN? name column (FIRST | AFTER name)?              # changeColumn
    | ALTER TABLE qualified DROP COLUMN name                                              # dropColumn
    | ALTER TABLE qualified UNSET TBLPROPERTIES ifExists? '(' text (',' text)* ')'        # unsetTableProperties
    | OPTIMIZE qualified REWRITE DATA USING BIN_PACK (WHERE engineText)?                  # optimize
    | VACUUM qualified                                                                    # vacuum
    | PREPARE name FROM engineText                                                        # prepare
    | EXECUTE name (USING engineText)?                                                    # execute
    | DEALLOCATE PREPARE name                                                             # deallocate
    | UNLOAD '(' nested ')' TO text (WITH '(' unloadProperty (',' unloadProperty)* ')')?  # unload
    | ALTER TABLE qualified SET TBLPROPERTIES properties                                  # setTableProperties
    | ALTER TABLE qualified partitionSpec? SET LOCATION text                              # setLocation
    ;

ifNotExists: IF NOT EXISTS;
ifExists: IF EXISTS;

qualified: (name '.')? name;

columns: column (',' column)*;
column: name type (COMMENT text)?;

type
    : ARRAY '<' type '>'                                                                  # arrayType
    | MAP '<' type ',' type '>'                                                           # mapType
    | STRUCT '<' field (',' field)* '>'                                                   # structType
    | UNIONTYPE '<' type (',' type)* '>'                                                  # unionType
    | word ('(' NUMBER (',' NUMBER)? ')')?                                                # plainType
    ;
field: fieldName ':' type (COMMENT text)?;
fieldName: word | QUOTED;

partitionedBy: PARTITIONED BY '(' (columns | partitionField (',' partitionField)*) ')';
/** How Iceberg derives a partition: a column as it is, or `bucket(16, id)`, `day(at)` and so on. */
partitionField: name | word '(' (NUMBER ',')? name ')';
/** For the SQL engine to read. */
engineText: ~';'+;
nested: ('(' nested? ')' | ~('(' | ')'))+;
unloadProperty: name '=' (text | ARRAY '[' text (',' text)* ']' | NUMBER | word);
clusteredBy: CLUSTERED BY '(' name (',' name)* ')'
    (SORTED BY '(' sorted (',' sorted)* ')')? INTO NUMBER BUCKETS;
sorted: name (ASC | DESC)?;

tableForm
    : ROW FORMAT SERDE text (WITH SERDEPROPERTIES properties)?                            # serde
    | ROW FORMAT DELIMITED delimiter* (WITH SERDEPROPERTIES properties)?                  # delimited
    | WITH SERDEPROPERTIES properties                                                     # serdeProperties
    | STORED AS INPUTFORMAT text OUTPUTFORMAT text                                        # storedAsFormats
    | STORED AS word                                                                      # storedAs
    | LOCATION text                                                                       # location
    | TBLPROPERTIES properties                                                            # tableProperties
    ;

delimiter
    : FIELDS TERMINATED BY text (ESCAPED BY text)?                                        # fieldDelimiter
    | ESCAPED BY text                                                                     # escapeDelimiter
    | COLLECTION ITEMS TERMINATED BY text                                                 # itemDelimiter
    | MAP KEYS TERMINATED BY text                                                         # keyDelimiter
    | LINES TERMINATED BY text                                                            # lineDelimiter
    | NULL_ DEFINED AS text                                                               # nullForm
    ;

properties: '(' (property (',' property)* ','?)? ')';
property: text '=' (text | word | NUMBER);

addedPartition: partitionSpec (LOCATION text)?;
partitionSpec: PARTITION '(' partitionTerm (',' partitionTerm)* ')';
partitionTerm: name (comparison constant)?;
comparison: '=' | '!=' | '<>' | '<' | '<=' | '>' | '>=';
constant: text | '-'? NUMBER | DATE text | word;

describedColumn: fieldName ('.' fieldName)*;

/** A name of a database, table or column. */
name: IDENTIFIER | QUOTED | unreserved;

/** Any word where a name cannot be meant, so that reserved ones are welcome. */
word: IDENTIFIER | unreserved | DATE | ARRAY | MAP | NULL_ | EXTERNAL | TABLE;

text: TEXT;

unreserved
    : ADD | AFTER | ASC | BIN_PACK | BUCKETS | CASCADE | CHANGE | CLUSTERED | COLLECTION | COLUMNS | COMMENT | DATA
    | DATABASES | DBPROPERTIES | DEALLOCATE | DEFINED | DELIMITED | DESC | ESCAPED | EXECUTE | FIELDS | FIRST | FORMAT | FORMATTED | INPUTFORMAT | ITEMS
    | KEYS | LINES | LOCATION | MSCK | OPTIMIZE | OUTPUTFORMAT | PARTITIONED | PARTITIONS | PREPARE | PURGE | RENAME | REPAIR | REPLACE
    | RESTRICT | REWRITE | SCHEMA | SCHEMAS | SERDE | SERDEPROPERTIES | SHOW | SORTED | STORED | STRUCT | TABLES | TBLPROPERTIES
    | TERMINATED | UNIONTYPE | UNLOAD | UNSET | VACUUM | VIEW
    ;

ADD: 'ADD';
AFTER: 'AFTER';
ALTER: 'ALTER';
ARRAY: 'ARRAY';
AS: 'AS';
ASC: 'ASC';
BIN_PACK: 'BIN_PACK';
BUCKETS: 'BUCKETS';
BY: 'BY';
CASCADE: 'CASCADE';
CHANGE: 'CHANGE';
CLUSTERED: 'CLUSTERED';
COLLECTION: 'COLLECTION';
COLUMN: 'COLUMN';
COLUMNS: 'COLUMNS';
COMMENT: 'COMMENT';
CREATE: 'CREATE';
DATA: 'DATA';
DATABASE: 'DATABASE';
DATABASES: 'DATABASES';
DATE: 'DATE';
DBPROPERTIES: 'DBPROPERTIES';
DEALLOCATE: 'DEALLOCATE';
DEFINED: 'DEFINED';
DELIMITED: 'DELIMITED';
DESC: 'DESC';
DESCRIBE: 'DESCRIBE';
DROP: 'DROP';
ESCAPED: 'ESCAPED';
EXECUTE: 'EXECUTE';
EXISTS: 'EXISTS';
EXTENDED: 'EXTENDED';
EXTERNAL: 'EXTERNAL';
FIELDS: 'FIELDS';
FIRST: 'FIRST';
FORMAT: 'FORMAT';
FORMATTED: 'FORMATTED';
FROM: 'FROM';
IF: 'IF';
IN: 'IN';
INPUTFORMAT: 'INPUTFORMAT';
INTO: 'INTO';
ITEMS: 'ITEMS';
KEYS: 'KEYS';
LIKE: 'LIKE';
LINES: 'LINES';
LOCATION: 'LOCATION';
MAP: 'MAP';
MSCK: 'MSCK';
NOT: 'NOT';
NULL_: 'NULL';
OPTIMIZE: 'OPTIMIZE';
OUTPUTFORMAT: 'OUTPUTFORMAT';
PARTITION: 'PARTITION';
PARTITIONED: 'PARTITIONED';
PARTITIONS: 'PARTITIONS';
PREPARE: 'PREPARE';
PURGE: 'PURGE';
RENAME: 'RENAME';
REPAIR: 'REPAIR';
REPLACE: 'REPLACE';
RESTRICT: 'RESTRICT';
REWRITE: 'REWRITE';
ROW: 'ROW';
SCHEMA: 'SCHEMA';
SCHEMAS: 'SCHEMAS';
SERDE: 'SERDE';
SERDEPROPERTIES: 'SERDEPROPERTIES';
SET: 'SET';
SHOW: 'SHOW';
SORTED: 'SORTED';
STORED: 'STORED';
STRUCT: 'STRUCT';
TABLE: 'TABLE';
TABLES: 'TABLES';
TBLPROPERTIES: 'TBLPROPERTIES';
TERMINATED: 'TERMINATED';
TO: 'TO';
UNIONTYPE: 'UNIONTYPE';
UNLOAD: 'UNLOAD';
UNSET: 'UNSET';
USING: 'USING';
VACUUM: 'VACUUM';
VIEW: 'VIEW';
VIEWS: 'VIEWS';
WHERE: 'WHERE';
WITH: 'WITH';

TEXT: '\'' ('\\' . | '\'\'' | ~['\\])* '\'' | '"' ('\\' . | ~["\\])* '"';
QUOTED: '`' ('``' | ~'`')* '`';
NUMBER: [0-9]+ ('.' [0-9]+)?;
IDENTIFIER: [\p{L}\p{Nd}] [\p{L}\p{Nd}_]*;

LINE_COMMENT: '--' ~[\r\n]* -> skip;
BLOCK_COMMENT: '/*' .*? '*/' -> skip;
SPACE: [ \t\r\n\u00A0]+ -> skip;

/** Anything else, so that the parser, not the lexer, says what is wrong. */
OTHER: .;
