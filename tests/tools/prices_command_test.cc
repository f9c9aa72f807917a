// `costdb prices` from outside: prices set, imported and exported, calls repriced, and what is
// missing.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "../end_to_end/program.h"

namespace costdb {
namespace {

// A call of acme-large with 1,000 tokens in and 100 out, which says itself that it cost 0.005; one
// of gpt-5 with the same tokens; one of gpt-5 that reports no usage.
std::string ThreeCalls() {
  const auto span = [](int id, const std::string& model, bool usage, const std::string& more) {
    std::string text = R"({"traceId":"0000000000000000000000000000000)" + std::to_string(id) +
                       R"(","spanId":"000000000000000)" + std::to_string(id) +
                       R"(","name":"chat","startTimeUnixNano":"177500160)" + std::to_string(id) +
                       R"(000000000","endTimeUnixNano":"1775001610000000000","attributes":[)" +
                       R"({"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},)" +
                       R"({"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},)" +
                       R"({"key":"gen_ai.request.model","value":{"stringValue":")" + model +
                       R"("}})";
    if (usage) {
      text += R"(,{"key":"gen_ai.usage.input_tokens","value":{"intValue":"1000"}},)"
              R"({"key":"gen_ai.usage.output_tokens","value":{"intValue":"100"}})";
    }
    return text + more + "]}";
  };
  return R"({"resourceSpans":[{"scopeSpans":[{"scope":{"name":"t"},"spans":[)" +
         span(1, "acme-large", true, "") + "," +
         span(2, "gpt-5", true, R"(,{"key":"gen_ai.usage.cost","value":{"doubleValue":0.005}})") +
         "," + span(3, "gpt-5", false, "") + "]}]}]}\n";
}

class PricesProgram : public testing::Test {
 protected:
  void SetUp() override {
    const Finished ingest = Run({"ingest", database_, Write("calls.jsonl", ThreeCalls())});
    ASSERT_EQ(ingest.exit_code, 0) << ingest.error;
  }
  Finished Run(const std::vector<std::string>& arguments) { return RunProgram(folder_, arguments); }
  Finished Prices(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "prices");
    arguments.insert(arguments.begin() + 2, database_);
    return Run(arguments);
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.File(name), std::ios::binary) << text;
    return folder_.File(name);
  }
  std::string Costs() {
    return Run({"query", database_, "SELECT model, cost, cost_source FROM calls ORDER BY time",
                "--format", "csv"})
        .output;
  }

  TemporaryFolder folder_;
  std::string database_ = folder_.File("a.costdb");
};

TEST_F(PricesProgram, AMissingPriceIsMendedBySetAndReprice) {
  EXPECT_EQ(Costs(), "model,cost,cost_source\nacme-large,,\ngpt-5,0.00225,catalog\ngpt-5,,\n");
  const Finished missing = Prices({"missing", "--format", "csv"});
  EXPECT_EQ(missing.exit_code, 0) << missing.error;
  EXPECT_NE(missing.output.find("no price,openai,acme-large,,1,1000,100,"), std::string::npos)
      << missing.output;
  EXPECT_NE(missing.output.find("unmetered,openai,gpt-5,,1,,,"), std::string::npos);
  const Finished table = Prices({"missing"});
  EXPECT_NE(table.output.find("Calls without a price:"), std::string::npos);
  EXPECT_NE(table.output.find("Unmetered: "), std::string::npos);

  const Finished set = Prices({"set", "acme-large", "--input", "1.5", "--output", "6"});
  ASSERT_EQ(set.exit_code, 0) << set.error;
  EXPECT_EQ(Costs(), "model,cost,cost_source\nacme-large,,\ngpt-5,0.00225,catalog\ngpt-5,,\n");
  const Finished dry = Prices({"reprice", "--dry-run", "--format", "csv"});
  EXPECT_EQ(dry.output,
            "model,calls,changed,newly_priced,no_longer_priced,old,new,difference\n"
            "acme-large,1,1,1,0,0,0.0021,0.0021\ngpt-5,1,0,0,0,0.00225,0.00225,0\n");
  EXPECT_EQ(Costs(), "model,cost,cost_source\nacme-large,,\ngpt-5,0.00225,catalog\ngpt-5,,\n");
  const Finished reprice = Prices({"reprice", "--where", "model = 'acme-large'"});
  EXPECT_EQ(reprice.exit_code, 0) << reprice.error;
  EXPECT_EQ(Costs(),
            "model,cost,cost_source\nacme-large,0.0021,catalog\ngpt-5,0.00225,catalog\ngpt-5,,\n");
  EXPECT_NE(Prices({"missing"}).output.find("Every call with usage has a price."),
            std::string::npos);
}

TEST_F(PricesProgram, CostsThatSpansBringAreBilledAsTheOptionSays) {
  ASSERT_EQ(Prices({"set", "--reported-costs", "span-first"}).exit_code, 0);
  ASSERT_EQ(Prices({"reprice"}).exit_code, 0);
  EXPECT_EQ(Costs(), "model,cost,cost_source\nacme-large,,\ngpt-5,0.005,span\ngpt-5,,\n");
  const Finished audit = Prices({"audit", "--format", "csv"});
  EXPECT_EQ(audit.output,
            "provider,model,calls,catalog,reported,difference\n"
            "openai,gpt-5,1,0.00225,0.005,0.00275\n");
  EXPECT_EQ(Prices({"audit", "--threshold", "200", "--format", "csv"}).output,
            "provider,model,calls,catalog,reported,difference\n");
  ASSERT_EQ(Prices({"set", "--reported-costs", "compare"}).exit_code, 0);
  ASSERT_EQ(Prices({"reprice"}).exit_code, 0);
  EXPECT_EQ(Costs(), "model,cost,cost_source\nacme-large,,\ngpt-5,0.00225,catalog\ngpt-5,,\n");
}

TEST_F(PricesProgram, ImportsExportsAndDiffs) {
  const std::string list = std::string(COSTDB_TEST_DATA) + "/prices/genai-prices.json.gz";
  const Finished diff =
      Prices({"diff", std::string(COSTDB_TEST_DATA) + "/prices/own.toml", "--format", "csv"});
  EXPECT_NE(diff.output.find("added,own,openai,gpt-5.4,2026-04-01T00:00:00Z,,standard,,input,,2\n"),
            std::string::npos)
      << diff.output << diff.error;
  const Finished import = Prices({"import", list});
  ASSERT_EQ(import.exit_code, 0) << import.error;
  EXPECT_NE(import.error.find("1442 models of 34 providers"), std::string::npos) << import.error;
  EXPECT_NE(import.error.find("rounded to 10^-18 dollars a token"), std::string::npos);
  EXPECT_EQ(Run({"query", database_,
                 "SELECT count(DISTINCT provider) AS n FROM prices WHERE "
                 "source = 'genai-prices'",
                 "--format", "csv"})
                .output,
            "n\n34\n");
  const Finished exported = Prices({"export", "--source", "genai-prices"});
  ASSERT_EQ(exported.exit_code, 0) << exported.error;
  const std::string again = Write("again.toml", exported.output);
  EXPECT_EQ(Prices({"diff", again, "--format", "csv"}).output,
            "change,source,provider,model,valid_from,hours,service_tier,above_input_tokens,price,"
            "old,new\n");
  // The names that calls have stay as they are.
  ASSERT_EQ(Prices({"reprice"}).exit_code, 0);
  EXPECT_EQ(Costs(), "model,cost,cost_source\nacme-large,,\ngpt-5,0.00225,catalog\ngpt-5,,\n");
}

TEST_F(PricesProgram, ShowsAModelAsCallsNameIt) {
  const Finished show = Prices({"show", "openai/gpt-5.4-2026-03-05", "--format", "csv"});
  EXPECT_EQ(show.exit_code, 0) << show.error;
  EXPECT_NE(show.error.find("openai/gpt-5.4-2026-03-05 is gpt-5.4"), std::string::npos);
  EXPECT_NE(show.output.find("built-in,openai,gpt-5.4,"), std::string::npos) << show.output;
  const Finished unknown = Prices({"show", "gpt-5.4-mimi"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_NE(unknown.error.find("did you mean gpt-5.4-mini?"), std::string::npos) << unknown.error;
  const Finished list = Prices({"list", "gpt-5.4", "--at", "2026-04-01", "--format", "csv"});
  EXPECT_NE(list.output.find("272000,5,0.5,"), std::string::npos) << list.output;
}

TEST_F(PricesProgram, BadInputIsRefusedAndTheOldCatalogStands) {
  ASSERT_EQ(Prices({"set", "acme-large", "--input", "1", "--output", "1"}).exit_code, 0);
  const auto refused = [this](const std::vector<std::string>& arguments, const std::string& why) {
    const Finished finished = Prices(arguments);
    EXPECT_EQ(finished.exit_code, 1) << testing::PrintToString(arguments);
    EXPECT_NE(finished.error.find(why), std::string::npos) << finished.error;
  };
  refused({"set", "acme-large", "--input", "-1", "--output", "1"}, "--input: -1 is negative");
  refused({"set", "acme-large", "--input", "1"}, "--output is missing");
  refused({"set", "acme-large", "--input", "x", "--output", "1"}, "--input: character 1 of \"x\"");
  refused({"set", "acme-large", "--input", "1", "--output", "1", "--from", "soon"}, "--from: ");
  refused({"set"}, "set takes a MODEL");
  refused({"set", "nobody", "--remove"}, "there is no own price of nobody");
  refused({"import", folder_.File("none.toml")}, "none.toml");
  refused({"import", Write("bad.toml", "[[price]]\nmodel='m'\ninput=1\noutput=-2\n")},
          "bad.toml: line 4: output: -2 is negative");
  refused({"import", Write("bad.json", "[{\"id\": 1}]")}, "bad.json: provider 1: expected a text");
  refused({"import", Write("junk", std::string(10 << 20, '\xEE'))}, "junk: ");
  refused({"export", "--source", "litellm"}, "there are own, built-in");
  refused({"reprice", "--where", "modl = 'x'"}, "did you mean model?");
  refused({"reprice", "--where", "true ORDER BY time"}, "expected one condition");
  refused({"diff"}, "diff takes a FILE, or --from VERSION");
  EXPECT_EQ(Prices({"diff", "--from", "1", "--format", "csv"}).output,
            "change,source,provider,model,valid_from,hours,service_tier,above_input_tokens,price,"
            "old,new\n");
  const Finished none =
      Run({"prices", "set", folder_.File("none.costdb"), "m", "--input", "1", "--output", "1"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_NE(none.error.find("no such database"), std::string::npos);
}

TEST_F(PricesProgram, AnInterruptedRepriceIsAllOrNothing) {
  const std::string database = folder_.File("many.costdb");
  ASSERT_EQ(Run({"generate", database, "--calls", "10000", "--seed", "3"}).exit_code, 0);
  const auto total = [&] {
    return Run({"query", database, "SELECT sum(cost) FROM calls", "--format", "csv"}).output;
  };
  int price = 1;
  for (const int signal : {SIGINT, SIGTERM, SIGKILL}) {
    for (const int delay_us : {2'000, 30'000}) {
      const std::string before = total();
      ASSERT_EQ(Run({"prices", "set", database, "gpt-5.4", "--input", std::to_string(++price),
                     "--output", "1"})
                    .exit_code,
                0);
      Process reprice(folder_, {"prices", "reprice", database});
      ::usleep(static_cast<useconds_t>(delay_us));
      reprice.Kill(signal);
      const bool is_done = reprice.Wait() == 0;
      const std::string interrupted = total();
      // Whatever became of it, the next one comes to the same end.
      ASSERT_EQ(Run({"prices", "reprice", database}).exit_code, 0);
      const std::string after = total();
      EXPECT_NE(after, before);
      // It may be killed when all is done, before it ends.
      EXPECT_TRUE(interrupted == after || (interrupted == before && !is_done))
          << signal << " after " << delay_us;
      const Finished again = Run({"prices", "reprice", database, "--dry-run"});
      EXPECT_NE(again.error.find("the cost of 0 would change"), std::string::npos) << again.error;
    }
  }
}

TEST_F(PricesProgram, EverySubcommandHelps) {
  for (const char* command :
       {"list", "show", "set", "import", "export", "missing", "diff", "audit", "reprice"}) {
    const Finished finished = Run({"prices", command, "--help"});
    EXPECT_EQ(finished.exit_code, 0) << command;
    EXPECT_NE(finished.output.find("costdb prices "), std::string::npos) << command;
  }
  EXPECT_EQ(Run({"prices"}).exit_code, 2);
  EXPECT_EQ(Run({"prices", "frobnicate"}).exit_code, 2);
}

}  // namespace
}  // namespace costdb
