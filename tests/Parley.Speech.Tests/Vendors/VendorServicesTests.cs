using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.Cartesia;
using Parley.Speech.Deepgram;
using Parley.Speech.ElevenLabs;
using Parley.Speech.Failover;
using Parley.Speech.Vendors;

namespace Parley.Speech.Tests.Vendors;

public sealed class VendorServicesTests
{
    [Fact]
    public async Task AddVendors_All_AreEnginesAndShowTheirUsage()
    {
        var services = new ServiceCollection();
        services.AddDeepgram(o => o.ApiKey = "k");
        services.AddElevenLabs(o => (o.ApiKey, o.Voice) = ("k", "v"));
        services.AddCartesia(o => (o.ApiKey, o.Voice) = ("k", "v"));
        await using var provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<DeepgramSpeechToText>(), provider.GetRequiredService<ISpeechToText>());
        Assert.Same(provider.GetRequiredService<CartesiaTextToSpeech>(), provider.GetRequiredService<ITextToSpeech>());
        Assert.Equal(["deepgram", "elevenlabs", "cartesia"], provider.GetServices<VendorUsage>().Select(u => u.Vendor));
    }

    [Fact]
    public async Task AddVendor_WithoutKey_IsRefusedWithAdvice()
    {
        var services = new ServiceCollection();
        services.AddDeepgram(_ => { });
        await using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<ISpeechToText>);

        Assert.Contains("ApiKey is missing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddSpeechToText_OfARegisteredVendor_TakesItsPlaceWithAChain()
    {
        var services = new ServiceCollection();
        services.AddDeepgram(o => o.ApiKey = "k");
        services.AddSpeechToText<DeepgramSpeechToText>();
        await using var provider = services.BuildServiceProvider();

        Assert.IsType<FailoverSpeechToText>(provider.GetRequiredService<ISpeechToText>());
    }

    [Theory]
    [InlineData("Good day, this is Ada.", 0, "Good day, this is Ada.")]
    [InlineData("Good day, this is Ada.", 4, "day, this is Ada.")]
    [InlineData("Good day, this is Ada.", 7, "day, this is Ada.")]
    [InlineData("Good day, this is Ada.", 9, "this is Ada.")]
    [InlineData("Good day, this is Ada.", 10, "this is Ada.")]
    [InlineData("Good day, this is Ada.", 99, "")]
    [InlineData("Good", 2, "Good")]
    [InlineData("", 3, "")]
    public void WholeWords_AnyPosition_CutsBetweenWords(string text, int characters, string rest) =>
        Assert.Equal(rest, text[Spoken.WholeWords(text, characters)..]);
}
