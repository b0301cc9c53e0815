using Parley.Server.Dialing.Numbering;
using Parley.Telephony.Numbers;

namespace Parley.Server.Tests.Dialing;

public sealed class NumberPlanTests
{
    [Theory]
    [InlineData("+12125551234", "Ordinary", "US", "America/New_York")]
    [InlineData("+4930123456", "Ordinary", "DE", "Europe/Berlin")]
    [InlineData("+61291234567", "Ordinary", "AU", "Australia/Sydney")]
    [InlineData("+19005551234", "PremiumRate", "US", null)]
    [InlineData("+491801123456", "SharedCost", "DE", null)]
    [InlineData("+447012345678", "Special", "GB", null)]
    [InlineData("+881612345678", "Special", "001", null)]
    [InlineData("+19115551234", "Emergency", "US", null)]
    [InlineData("+4911833", "Special", "DE", null)]
    public void Describe_Number_KnowsKindCountryAndClock(string number, string kind, string country, string? zone)
    {
        var described = NumberPlan.Describe(PhoneNumber.Parse(number));

        Assert.Equal((kind, country), ($"{described.Class}", described.Country));
        if (zone is not null)
        {
            Assert.Equal([zone], described.Zones.Select(z => z.Id));
        }
    }

    [Fact]
    public void Describe_NumberThatMayBeAnywhereInTheCountry_HasAllItsZones()
    {
        var zones = NumberPlan.Describe(PhoneNumber.Parse("+18005551234")).Zones.Select(z => z.Id).ToList();

        Assert.Contains("America/New_York", zones);
        Assert.Contains("America/Los_Angeles", zones);
    }

    [Theory]
    [InlineData("+4401632960123", "+441632960123")]   // a trunk prefix that got in
    [InlineData("+15551230001", "+15551230001")]
    public void Describe_Number_IsInTheFormOfItsPlan(string number, string normal) => Assert.Equal(normal, NumberPlan.Describe(PhoneNumber.Parse(number)).Number);

    [Theory]
    [InlineData("sip:+15551230001@pbx.example", "+15551230001")]
    [InlineData("sip:+1-555-123-0001@pbx.example;user=phone", "+15551230001")]
    [InlineData("sip:+1(555)123.0001@pbx.example", "+15551230001")]
    [InlineData("sip:%2B15551230001@pbx.example", "+15551230001")]
    [InlineData("sip:15551230001@pbx.example", "+15551230001")]
    [InlineData("sip:0015551230001@pbx.example", "+15551230001")]
    [InlineData("sip:01115551230001@pbx.example", "+15551230001")]
    [InlineData("sip:5551230001@pbx.example", "+15551230001")]
    [InlineData("sip:1230001;phone-context=+1555@pbx.example;user=phone", "+15551230001")]
    public void Candidates_AddressThatNamesANumber_HasIt(string sipUri, string number) => Assert.Contains(number, SipUserNumber.Candidates(sipUri, ["US"]));

    [Theory]
    [InlineData("sip:alice@pbx.example")]
    [InlineData("sip:100@pbx.example")]
    [InlineData("sip:pbx.example")]
    public void Candidates_OtherAddress_AreNone(string sipUri) => Assert.Empty(SipUserNumber.Candidates(sipUri, ["US"]));

    [Theory]
    [InlineData("+1 (555) 123-0001", null, "+15551230001")]
    [InlineData("(555) 123-0001", "US", "+15551230001")]
    [InlineData("030 123456", "DE", "+4930123456")]
    public void TryRead_AsPeopleWrite_IsInternational(string text, string? country, string number)
    {
        Assert.True(NumberPlan.TryRead(text, country, out var read));
        Assert.Equal(number, read.ToString());
    }

    [Theory]
    [InlineData("555 123 0001", null)]
    [InlineData("ring me", "US")]
    [InlineData("", "US")]
    public void TryRead_NoNumber_SaysSo(string text, string? country) => Assert.False(NumberPlan.TryRead(text, country, out _));
}
