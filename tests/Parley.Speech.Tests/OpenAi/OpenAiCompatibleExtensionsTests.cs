using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.Espeak;
using Parley.Speech.OpenAi;
using Parley.Speech.Phrases;

namespace Parley.Speech.Tests.OpenAi;

public sealed class OpenAiCompatibleExtensionsTests
{
    [Fact]
    public void AddOpenAiCompatible_OnlyAChatModel_LeavesTheVoiceAlone()
    {
        using var services = Services(o => (o.BaseUrl, o.ApiKey, o.ChatModel) = (new("http://127.0.0.1:8000/v1"), "any", "thinker"));

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.NotNull(services.GetService<IChatClient>());
        Assert.Null(services.GetService<ISpeechToText>());
        Assert.IsType<PhraseCache>(services.GetRequiredService<ITextToSpeech>());
    }

    [Fact]
    public void AddOpenAiCompatible_ASpeechModel_TakesTheLocalVoicesPlace()
    {
        using var services = Services(o => (o.BaseUrl, o.ApiKey, o.SpeechModel) = (new("http://127.0.0.1:8000/v1"), "any", "speaker"));

        Assert.IsNotType<PhraseCache>(services.GetRequiredService<ITextToSpeech>());
    }

    [Fact]
    public void AddOpenAiCompatible_NothingConfigured_SaysAllThatIsMissingAtTheStart()
    {
        using var services = Services(_ => { });

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("BaseUrl is missing", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ApiKey is missing", exception.Message, StringComparison.Ordinal);
        Assert.Contains("No model is named", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/v1")]
    [InlineData("127.0.0.1:8000")]
    public void AddOpenAiCompatible_AddressIsNotHttp_IsRefused(string address)
    {
        using var services = Services(o => (o.BaseUrl, o.ApiKey, o.ChatModel) = (new(address, UriKind.RelativeOrAbsolute), "any", "thinker"));

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(address, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddEspeak_VoiceThatIsNoName_IsRefusedAtTheStart()
    {
        using var services = new ServiceCollection().AddEspeak(o => o.Voice = "-w/tmp/x").BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
    }

    private static ServiceProvider Services(Action<OpenAiCompatibleOptions> configure) =>
        new ServiceCollection().AddEspeak().AddOpenAiCompatible(configure).BuildServiceProvider();
}
