using Parley.Telephony.Numbers;

namespace Parley.Telephony.Tests.Numbers;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+15551230001")]
    [InlineData("+6834000")]
    [InlineData("+123456789012345")]
    public void TryParse_International_KeepsIt(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number));
        Assert.Equal(text, number.ToString());
        Assert.Equal(text[1..], number.Digits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("15551230001")]
    [InlineData("+05551230001")]
    [InlineData("+1555123000x")]
    [InlineData("+1 555 123 0001")]
    [InlineData("+1234567890123456")]
    [InlineData("+112233")]
    [InlineData("+1555123000١")]
    public void TryParse_AnythingElse_ReturnsFalse(string? text)
    {
        Assert.False(PhoneNumber.TryParse(text, out var number));
        Assert.Equal("", number.ToString());
    }

    [Theory]
    [InlineData("15551230001")]
    [InlineData("+15551230001")]
    [InlineData("+15551230001;npdi;rn=+1555")]
    public void TryParseUser_AsNetworksWriteIt_Reads(string user)
    {
        Assert.True(PhoneNumber.TryParseUser(user, out var number));
        Assert.Equal("+15551230001", number.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("reception")]
    [InlineData("100")]
    public void TryParseUser_NoNumber_ReturnsFalse(string? user) => Assert.False(PhoneNumber.TryParseUser(user, out _));
}
