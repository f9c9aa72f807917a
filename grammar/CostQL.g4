// CostQL: SELECT as an analyst knows it, plus the clauses that cost work needs.
// docs/costql.md explains it; query/parser turns what this accepts into query/syntax.
grammar CostQL;

script : statement? (SEMICOLON statement?)* EOF ;

statement
    : query                                      # queryStatement
    | EXPLAIN query                              # explainStatement
    | SET identifier (EQ | TO) settingValue      # setStatement
    | SHOW identifier                            # showStatement
    | DESCRIBE identifier                        # describeStatement
    ;

settingValue : literal | identifier | MINUS NUMBER ;

query : (WITH namedQuery (COMMA namedQuery)*)? select ;

namedQuery : identifier AS LEFT_PAREN query RIGHT_PAREN ;

select
    : SELECT DISTINCT? selectItem (COMMA selectItem)* (FROM source)? clause*
    ;

selectItem
    : STAR                                       # everyColumn
    | expression (AS identifier | bareAlias)?    # oneColumn
    ;

// Without AS, an alias is no word that could start a clause.
bareAlias : IDENTIFIER | QUOTED_IDENTIFIER ;

source : (identifier | LEFT_PAREN query RIGHT_PAREN) (AS identifier | bareAlias)? ;

// In any order, each at most once: query/parser checks the latter.
clause
    : WHERE expression                                             # whereClause
    | SINCE value                                                  # sinceClause
    | UNTIL value                                                  # untilClause
    | GROUP BY (ALL | expression (COMMA expression)*)              # groupClause
    | EVERY DURATION (IN STRING)?                                  # everyClause
    | HAVING expression                                            # havingClause
    | ORDER BY (ALL direction | sortItem (COMMA sortItem)*)        # orderClause
    | LIMIT (NUMBER | PERCENT | parameter)                         # limitClause
    | OFFSET (NUMBER | parameter)                                  # offsetClause
    ;

sortItem : expression direction ;

direction : (ASC | DESC)? (NULLS (FIRST | LAST))? ;

expression
    : NOT expression                             # notExpression
    | expression AND expression                  # andExpression
    | expression OR expression                   # orExpression
    | predicate                                  # predicateExpression
    ;

predicate : value predicateTail? ;

predicateTail
    : (EQ | NE | LT | LE | GT | GE) value                                    # comparison
    | NOT? BETWEEN value AND value                                           # between
    | NOT? IN LEFT_PAREN expression (COMMA expression)* RIGHT_PAREN          # inList
    | NOT? (LIKE | ILIKE) value                                              # likePattern
    | IS NOT? NULL_                                                          # isNull
    ;

value
    : primary                                    # primaryValue
    | (MINUS | PLUS) value                       # signedValue
    | value (STAR | SLASH) value                 # product
    | value (PLUS | MINUS | CONCATENATE) value   # summation
    ;

primary
    : literal                                                                # literalPrimary
    | parameter                                                              # parameterPrimary
    | CASE operand=expression? branch+ (ELSE otherwise=expression)? END      # caseExpression
    | identifier nameTail?                                                   # name
    | LEFT_PAREN expression RIGHT_PAREN                                      # parenthesized
    ;

nameTail
    : LEFT_PAREN callArguments? RIGHT_PAREN                                  # call
    | LEFT_BRACKET STRING RIGHT_BRACKET                                      # attribute
    | DOT identifier                                                         # qualified
    ;

branch : WHEN expression THEN expression ;

callArguments : STAR | DISTINCT? callArgument (COMMA callArgument)* ;

callArgument : (identifier ARROW)? expression ;

literal : NUMBER | PERCENT | MONEY | DURATION | STRING | TRUE | FALSE | NULL_ ;

parameter : NUMBERED_PARAMETER | NAMED_PARAMETER ;

// Words that mean something only in their place may name columns too.
identifier
    : IDENTIFIER | QUOTED_IDENTIFIER
    | NULLS | FIRST | LAST | SHOW | DESCRIBE | EXPLAIN | SET | TO
    ;

SELECT : S E L E C T ;
DISTINCT : D I S T I N C T ;
FROM : F R O M ;
AS : A S ;
WITH : W I T H ;
WHERE : W H E R E ;
SINCE : S I N C E ;
UNTIL : U N T I L ;
GROUP : G R O U P ;
BY : B Y ;
ALL : A L L ;
EVERY : E V E R Y ;
HAVING : H A V I N G ;
ORDER : O R D E R ;
ASC : A S C ;
DESC : D E S C ;
NULLS : N U L L S ;
FIRST : F I R S T ;
LAST : L A S T ;
LIMIT : L I M I T ;
OFFSET : O F F S E T ;
NOT : N O T ;
AND : A N D ;
OR : O R ;
BETWEEN : B E T W E E N ;
IN : I N ;
LIKE : L I K E ;
ILIKE : I L I K E ;
IS : I S ;
NULL_ : N U L L ;
TRUE : T R U E ;
FALSE : F A L S E ;
CASE : C A S E ;
WHEN : W H E N ;
THEN : T H E N ;
ELSE : E L S E ;
END : E N D ;
EXPLAIN : E X P L A I N ;
SET : S E T ;
TO : T O ;
SHOW : S H O W ;
DESCRIBE : D E S C R I B E ;

SEMICOLON : ';' ;
COMMA : ',' ;
DOT : '.' ;
LEFT_PAREN : '(' ;
RIGHT_PAREN : ')' ;
LEFT_BRACKET : '[' ;
RIGHT_BRACKET : ']' ;
STAR : '*' ;
SLASH : '/' ;
PLUS : '+' ;
MINUS : '-' ;
CONCATENATE : '||' ;
ARROW : '=>' ;
EQ : '=' | '==' ;
NE : '<>' | '!=' ;
LE : '<=' ;
GE : '>=' ;
LT : '<' ;
GT : '>' ;

// $0.40 and $5K are money, $1 is a parameter.
MONEY : '$' (DIGITS? '.' DIGITS COUNT_SUFFIX? | DIGITS COUNT_SUFFIX) ;
NUMBERED_PARAMETER : '$' DIGITS ;
NAMED_PARAMETER : ':' NAME ;

NUMBER : DECIMAL (EXPONENT | COUNT_SUFFIX)? ;
PERCENT : DECIMAL '%' ;
// Units are lowercase, count suffixes uppercase: 5m is minutes, 5M is millions.
DURATION : (DECIMAL DURATION_UNIT)+ ;
MALFORMED_NUMBER : DECIMAL [A-Za-z_] [A-Za-z0-9_.]* ;

STRING : '\'' (~'\'' | '\'\'')* '\'' ;
UNTERMINATED_STRING : '\'' (~'\'' | '\'\'')* ;
QUOTED_IDENTIFIER : '"' (~'"' | '""')+ '"' ;
UNTERMINATED_IDENTIFIER : '"' (~'"' | '""')* ;
IDENTIFIER : NAME ;

LINE_COMMENT : '--' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
UNTERMINATED_COMMENT : '/*' ('*' ~'/' | ~'*')* ;
WHITE_SPACE : [ \t\r\n\u00A0\uFEFF]+ -> channel(HIDDEN) ;
UNKNOWN_CHARACTER : . ;

fragment NAME : [A-Za-z_\u0080-\uFFFF] [A-Za-z0-9_\u0080-\uFFFF]* ;
fragment DIGITS : [0-9]+ ;
fragment DECIMAL : DIGITS ('.' DIGITS)? | '.' DIGITS ;
fragment EXPONENT : [eE] [+-]? DIGITS ;
fragment COUNT_SUFFIX : [kKMB] ;
fragment DURATION_UNIT : 'ns' | 'us' | 'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'y' ;

fragment A : [aA] ;
fragment B : [bB] ;
fragment C : [cC] ;
fragment D : [dD] ;
fragment E : [eE] ;
fragment F : [fF] ;
fragment G : [gG] ;
fragment H : [hH] ;
fragment I : [iI] ;
fragment K : [kK] ;
fragment L : [lL] ;
fragment M : [mM] ;
fragment N : [nN] ;
fragment O : [oO] ;
fragment P : [pP] ;
fragment R : [rR] ;
fragment S : [sS] ;
fragment T : [tT] ;
fragment U : [uU] ;
fragment V : [vV] ;
fragment W : [wW] ;
fragment X : [xX] ;
fragment Y : [yY] ;
