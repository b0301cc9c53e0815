using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Recording;

namespace Parley.Server.Tests.Sessions.Recording;

public sealed class CardNumberRedactorTests
{
    [Theory]
    [InlineData("It is 4111 1111 1111 1111, thanks.", "It is [card number], thanks.")]
    [InlineData("4111-1111-1111-1111 and 378282246310005", "[card number] and [card number]")]
    [InlineData("4111111111111112", "4111111111111112")]
    [InlineData("Call +1 555 123 0001 at 10 30.", "Call +1 555 123 0001 at 10 30.")]
    [InlineData("123456789012", "123456789012")]
    [InlineData("", "")]
    public void Redact_OnlyNumbersOfCards(string said, string kept) => Assert.Equal(kept, Redactor(isOn: true).Redact(said));

    [Fact]
    public void Redact_SwitchedOff_KeepsAll() => Assert.Equal("4111111111111111", Redactor(isOn: false).Redact("4111111111111111"));

    private static CardNumberRedactor Redactor(bool isOn)
    {
        var options = new ParleyOptions();
        options.Recording.RedactCardNumbers = isOn;
        return new(Options.Create(options));
    }
}
