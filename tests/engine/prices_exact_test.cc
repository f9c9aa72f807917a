// The cost of a call against exact arithmetic on the digits of the price list: decimals of any
// length, multiplied and added as a person does on paper, and rounded once.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>

#include "engine/money/decimal.h"
#include "engine/money/int128_text.h"
#include "engine/prices/call_cost.h"

namespace costdb::engine {
namespace {

// A whole number that is not negative, as decimal digits, the last one first.
class Digits {
 public:
  Digits() = default;
  explicit Digits(std::string text) : digits_(std::move(text)) {
    std::reverse(digits_.begin(), digits_.end());
  }

  Digits operator*(const Digits& other) const {
    std::string product(digits_.size() + other.digits_.size() + 1, '0');
    for (std::size_t i = 0; i < digits_.size(); ++i) {
      int carry = 0;
      for (std::size_t j = 0; j < other.digits_.size() || carry != 0; ++j) {
        const int digit = j < other.digits_.size() ? other.digits_[j] - '0' : 0;
        const int value = (product[i + j] - '0') + (digits_[i] - '0') * digit + carry;
        product[i + j] = static_cast<char>('0' + value % 10);
        carry = value / 10;
      }
    }
    return Reversed(product);
  }

  Digits operator+(const Digits& other) const {
    std::string sum;
    int carry = 0;
    for (std::size_t i = 0; i < std::max(digits_.size(), other.digits_.size()) || carry != 0; ++i) {
      const int value = DigitAt(i) + other.DigitAt(i) + carry;
      sum.push_back(static_cast<char>('0' + value % 10));
      carry = value / 10;
    }
    return Reversed(sum);
  }

  // Divided by 10^places, half to even.
  std::string Rounded(std::size_t places) const {
    std::string kept = digits_.size() > places ? digits_.substr(places) : "0";
    const int half = places == 0 ? 0 : DigitAt(places - 1);
    bool is_more = false;
    for (std::size_t i = 0; i + 1 < places; ++i) is_more = is_more || DigitAt(i) != 0;
    const bool is_odd = (kept[0] - '0') % 2 == 1;
    Digits result = Reversed(kept);
    if (half > 5 || (half == 5 && (is_more || is_odd))) result = result + Digits("1");
    std::string text(result.digits_.rbegin(), result.digits_.rend());
    text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
    return text;
  }

 private:
  static Digits Reversed(std::string reversed) {
    Digits digits;
    digits.digits_ = std::move(reversed);
    return digits;
  }
  int DigitAt(std::size_t i) const { return i < digits_.size() ? digits_[i] - '0' : 0; }

  std::string digits_;
};

class ExactCost : public testing::Test {
 protected:
  ExactCost() {
    const char* seed_text = std::getenv("COSTDB_SEED");
    seed_ = seed_text == nullptr ? std::random_device()() : std::strtoull(seed_text, nullptr, 10);
    random_.seed(seed_);
  }

  std::int64_t Upto(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random_);
  }

  // A size that is small as often as it is large.
  std::int64_t Tokens(std::int64_t most) {
    const std::int64_t scale = std::int64_t{1} << Upto(30);
    return std::min(most, Upto(scale));
  }

  // Dollars per million tokens with twelve decimals, most of them zeros at times.
  std::string PriceText() {
    std::string decimals = std::to_string(Upto(999'999'999'999));
    decimals.insert(0, 12 - decimals.size(), '0');
    const auto places = static_cast<std::size_t>(Upto(12));
    return std::to_string(Upto(Upto(3'999))) + "." + decimals.substr(0, places) +
           std::string(12 - places, '0');
  }

  unsigned long long seed_ = 0;
  std::mt19937_64 random_;
};

Digits Product(std::int64_t tokens, const std::string& price) {
  std::string digits = price;
  digits.erase(digits.find('.'), 1);
  return Digits(std::to_string(tokens)) * Digits(digits);
}

PicodollarsPerMillion Read(const std::string& text) {
  const auto price = ParseDecimal(text, {.scale = 12});
  EXPECT_TRUE(price.ok()) << text;
  return static_cast<PicodollarsPerMillion>(*price);
}

TEST_F(ExactCost, IsWhatPaperArithmeticGives) {
  for (int round = 0; round < 20'000; ++round) {
    std::string text[9];
    TokenPrices prices;
    for (std::size_t i = 0; i < kPriceFields.size(); ++i) {
      text[i] = PriceText();
      prices.*kPriceFields[i].price = Read(text[i]);
    }
    Usage usage;
    usage.input = Tokens(kMaximumTokens);
    usage.cached = Upto(usage.input);
    usage.cache_write = Upto(usage.input - usage.cached);
    usage.cache_write_1h = Upto(usage.cache_write);
    usage.cached_audio = Upto(usage.cached);
    const std::int64_t fresh = usage.input - usage.cached - usage.cache_write;
    usage.audio_input = usage.cached_audio + Upto(fresh);
    usage.output = Tokens(kMaximumTokens);
    usage.reasoning = Upto(usage.output);
    usage.audio_output = Upto(usage.output - usage.reasoning);
    const std::int64_t counts[9] = {
        fresh - (usage.audio_input - usage.cached_audio),
        usage.cached - usage.cached_audio,
        usage.cache_write - usage.cache_write_1h,
        usage.cache_write_1h,
        usage.output - usage.reasoning - usage.audio_output,
        usage.reasoning,
        usage.audio_input - usage.cached_audio,
        usage.cached_audio,
        usage.audio_output,
    };
    Digits exact("0");
    for (std::size_t i = 0; i < 9; ++i) exact = exact + Product(counts[i], text[i]);
    const CallCost cost = CostOf({prices, {}}, usage);
    // Tokens x 10^-12 dollars per million: 10^-18 dollars; six places to a picodollar.
    ASSERT_EQ(Int128ToText(cost.total), exact.Rounded(6)) << "seed " << seed_;
    ASSERT_EQ(cost.total, cost.input + cost.cache + cost.output) << "seed " << seed_;
    ASSERT_GE(std::min({cost.input, cost.cache, cost.output}), 0) << "seed " << seed_;
  }
}

TEST(FinePrices, AreRoundedOnceHalfToEven) {
  // A tenth of a picodollar a token.
  const PriceSchedule fine{{.input = 100'000, .cached = 100'000, .output = 100'000}, {}};
  const auto cost = [&](std::int64_t input, std::int64_t cached, std::int64_t output) {
    return CostOf(fine, {.input = input, .cached = cached, .output = output});
  };
  EXPECT_EQ(cost(4, 0, 0).total, 0);
  EXPECT_EQ(cost(5, 0, 0).total, 0);  // 0.5 to the even 0
  EXPECT_EQ(cost(6, 0, 0).total, 1);
  EXPECT_EQ(cost(15, 0, 0).total, 2);  // 1.5 to the even 2
  EXPECT_EQ(cost(25, 0, 0).total, 2);
  // Three parts of 0.5: 1.5, rounded once; they add up, none is negative.
  const CallCost parts = cost(10, 5, 5);
  EXPECT_EQ(parts.total, 2);
  EXPECT_EQ(parts.input + parts.cache + parts.output, 2);
}

TEST(RequestPrices, AreAddedToEachCallAsInputCost) {
  const PriceSchedule schedule{{.input = 1'000'000, .output = 0, .request = 5'000'000'000}, {}};
  const CallCost cost = CostOf(schedule, {.input = 3});
  EXPECT_EQ(cost.input, 5'000'000'003);
  EXPECT_EQ(cost.total, 5'000'000'003);
  EXPECT_EQ(CostOf(schedule, {}).total, kNullInteger);
}

TEST(ReasoningPrices, ReplaceTheOutputPriceForTheirTokens) {
  const PriceSchedule schedule{{.input = 0, .output = 1'000'000, .reasoning = 3'000'000}, {}};
  EXPECT_EQ(CostOf(schedule, {.output = 10, .reasoning = 4}).total, 6 + 12);
  EXPECT_EQ(CostOf(schedule, {.output = 10, .reasoning = 40}).total, 30);
}

}  // namespace
}  // namespace costdb::engine
