// What is said of a query that cannot be read, to the letter.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "query/parser/parser.h"

namespace costdb::query {
namespace {

std::string ErrorOf(std::string_view text) {
  const Result<std::vector<syntax::Statement>> statements = ParseStatements(text);
  return statements.ok() ? "no error" : statements.status().message();
}

std::string FirstLineOf(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

TEST(ParserError, SaysWhatWasExpectedAndPointsAtThePlace) {
  EXPECT_EQ(ErrorOf("SELECT FROM calls"),
            "expected * or an expression, found FROM\n"
            "line 1: SELECT FROM calls\n"
            "               ^^^^");
  EXPECT_EQ(ErrorOf("SELECT user, FROM calls"),
            "expected an expression, found FROM\n"
            "line 1: SELECT user, FROM calls\n"
            "                     ^^^^");
  EXPECT_EQ(ErrorOf("SELECT user FROM calls WHERE"),
            "expected an expression, found the end of the query\n"
            "line 1: SELECT user FROM calls WHERE\n"
            "                                    ^");
  EXPECT_EQ(ErrorOf("SELECT sum(cost FROM calls"),
            "expected \")\", found FROM\n"
            "line 1: SELECT sum(cost FROM calls\n"
            "                        ^^^^");
  EXPECT_EQ(ErrorOf("SELECT user FROM calls GROUP user"),
            "expected BY, found user\n"
            "line 1: SELECT user FROM calls GROUP user\n"
            "                                     ^^^^");
  EXPECT_EQ(ErrorOf("SELECT user FROM calls LIMIT ten"),
            "expected a number or a percentage such as 1%, found ten\n"
            "line 1: SELECT user FROM calls LIMIT ten\n"
            "                                     ^^^");
  EXPECT_EQ(ErrorOf("SELECT sum(cost) FROM calls EVERY 5"),
            "expected a duration such as 1h, found 5\n"
            "line 1: SELECT sum(cost) FROM calls EVERY 5\n"
            "                                          ^");
  EXPECT_EQ(ErrorOf("SELECT user FROM calls WHERE user NOT 5"),
            "expected BETWEEN, IN, LIKE or ILIKE, found 5\n"
            "line 1: SELECT user FROM calls WHERE user NOT 5\n"
            "                                              ^");
  EXPECT_EQ(ErrorOf("SELECT user 5 FROM calls"),
            "expected an operator, a clause such as WHERE, GROUP BY, ORDER BY or LIMIT or the end "
            "of the statement, found 5\n"
            "line 1: SELECT user 5 FROM calls\n"
            "                    ^");
}

TEST(ParserError, OffersTheKeywordThatWasMeant) {
  EXPECT_EQ(ErrorOf("SELCT user FROM calls"),
            "unexpected SELCT; did you mean SELECT?\n"
            "line 1: SELCT user FROM calls\n"
            "        ^^^^^");
  EXPECT_EQ(ErrorOf("SELECT user FRM calls"),
            "unexpected FRM; did you mean FROM?\n"
            "line 1: SELECT user FRM calls\n"
            "                    ^^^");
  // WERE could be an alias; what follows tells that it was none.
  EXPECT_EQ(ErrorOf("SELECT user FROM calls WERE cost > 1"),
            "unexpected WERE; did you mean WHERE?\n"
            "line 1: SELECT user FROM calls WERE cost > 1\n"
            "                               ^^^^");
}

TEST(ParserError, KnowsTheWordsOfOtherDialects) {
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT user FROM calls JOIN traces ON a = b")),
            "CostQL has no joins: calls already carry their trace's user, session and root");
  EXPECT_EQ(FirstLineOf(ErrorOf("DELETE FROM calls")),
            "CostQL only reads; spans come in through ingest");
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT 7 % 2")),
            "% follows a number, as in 1%; the remainder is mod(a, b)");
}

TEST(ParserError, PointsIntoTheRightLine) {
  EXPECT_EQ(ErrorOf("SELECT user\nFROM calls\n\tWHERE user = = 'ann'\nLIMIT 5"),
            "expected an expression, found =\n"
            "line 3:  WHERE user = = 'ann'\n"
            "                      ^");
}

TEST(ParserError, CountsCharactersAndNotBytes) {
  EXPECT_EQ(ErrorOf("SELECT 'größe', FROM calls"),
            "expected an expression, found FROM\n"
            "line 1: SELECT 'größe', FROM calls\n"
            "                        ^^^^");
}

TEST(ParserError, CutsLongLinesAroundThePlace) {
  const std::string many(200, 'a');
  EXPECT_EQ(ErrorOf("SELECT " + many + ", FROM calls WHERE " + many),
            "expected an expression, found FROM\n"
            "line 1: ..." +
                std::string(48, 'a') + ", FROM calls WHERE " + std::string(53, 'a') + "...\n" +
                std::string(61, ' ') + "^^^^");
}

TEST(ParserError, UnclosedThings) {
  EXPECT_EQ(ErrorOf("SELECT 'abc"),
            "the text that starts here has no closing '\n"
            "line 1: SELECT 'abc\n"
            "               ^");
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT \"abc")), "the name that starts here has no closing \"");
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT 1 /* and so on")),
            "the comment that starts here has no closing */");
}

TEST(ParserError, NumbersWithUnknownUnits) {
  EXPECT_EQ(ErrorOf("SELECT 5x"),
            "5x is neither a number (200K, 5M, 2B) nor a duration (units are ns, us, ms, s, m, h, "
            "d, w, mo and y)\n"
            "line 1: SELECT 5x\n"
            "               ^^");
}

TEST(ParserError, AClauseGivenTwice) {
  EXPECT_EQ(ErrorOf("SELECT user FROM calls LIMIT 5 LIMIT 6"),
            "LIMIT is given twice\n"
            "line 1: SELECT user FROM calls LIMIT 5 LIMIT 6\n"
            "                                       ^^^^^");
}

std::string Repeated(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(ParserError, HostileNestingIsRefused) {
  const std::string kTooDeep = "the query nests deeper than 100 levels here";
  for (const std::string_view opening :
       {"(", "- ", "NOT ", "f(", "CASE WHEN ", "-(", "1 + (", "(SELECT 1 FROM "}) {
    EXPECT_EQ(FirstLineOf(ErrorOf("SELECT " + Repeated(opening, 50'000))), kTooDeep) << opening;
  }
  EXPECT_EQ(ErrorOf("SELECT " + Repeated("(", 99) + "1" + Repeated(")", 99)), "no error");
}

TEST(ParserError, HostileSizesAreRefused) {
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT 1" + Repeated(" + 1", 501))),
            "the query has more than 500 arithmetic operators");
  EXPECT_EQ(ErrorOf("SELECT 1" + Repeated(" + 1", 500)), "no error");
  EXPECT_EQ(ErrorOf(std::string(kMaximumQueryBytes + 1, ' ')),
            "the query has 1048577 bytes; at most 1048576 are read");
  // Each CASE repeats its operand twice: without a limit this would be 2^50 nodes.
  const std::string cases =
      Repeated("CASE ", 50) + "x" + Repeated(" WHEN 1 THEN 1 WHEN 2 THEN 2 END", 50);
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT " + cases)), "CASE repeats this too often");
}

TEST(ParserError, TextThatIsNotUtf8) {
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT '\xff'")), "the query is not valid UTF-8");
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT '\xc3")), "the query is not valid UTF-8");
  EXPECT_EQ(FirstLineOf(ErrorOf("SELECT '\xed\xa0\x80'")), "the query is not valid UTF-8");
}

TEST(ParserError, NoByteSequenceBreaksTheParser) {
  // Every prefix of a query that uses all of the language, and every prefix with a stray token.
  const std::string text =
      "WITH a AS (SELECT user u, CASE WHEN cost > $0.5 THEN 1 ELSE -2 END FROM calls c SINCE 7d "
      "UNTIL '2026-01-01' WHERE attr['x'] IN ('a', :b) AND NOT f(1%, 200K) IS NULL GROUP BY ALL "
      "EVERY 1d IN 'UTC' HAVING count(DISTINCT x) BETWEEN 1 AND 2 ORDER BY 1 DESC NULLS LAST LIMIT "
      "5%) SELECT * FROM a; SET threads = 4; EXPLAIN SELECT 1";
  ASSERT_EQ(ErrorOf(text), "no error");
  for (std::size_t length = 0; length <= text.size(); ++length) {
    for (const std::string_view stray : {"", ")", "(", ",", "'", "%", "SELECT", "\x01", "9x"}) {
      const std::string message = ErrorOf(text.substr(0, length) + std::string(stray));
      EXPECT_FALSE(message.empty());
      EXPECT_EQ(message.find("the parser failed"), std::string::npos) << message;
    }
  }
}

}  // namespace
}  // namespace costdb::query
