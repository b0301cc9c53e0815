using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Cli.Serving;
using Parley.Speech;
using Parley.Speech.Failover;

namespace Parley.Cli.Tests.Serving;

public sealed class SpeechVendorsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddSpeechVendors_SectionIsThere_UsesIt()
    {
        await using var services = Services(("Parley:Ollama:Model", "llama3.2"), ("Parley:Speech:Deepgram:ApiKey", "k"));

        Assert.NotNull(services.GetService<IChatClient>());
        Assert.NotNull(services.GetService<ISpeechToText>());
        Assert.Null(services.GetService<ITextToSpeech>());
    }

    [Fact]
    public async Task AddSpeechVendors_RealtimeSection_IsTheModelThatHearsAndSpeaks()
    {
        await using var services = Services(("Parley:Speech:OpenAiRealtime:ApiKey", "k"));

        Assert.NotNull(services.GetService<ISpeechToSpeech>());
        Assert.Null(services.GetService<IChatClient>());
    }

    [Fact]
    public async Task AddSpeechVendors_EngineIsDown_TheNextInOrderTakesOver()
    {
        var notices = new Notices();
        await using var services = Services(
            notices,
            ("Parley:Speech:Cartesia:ApiKey", "k"),
            ("Parley:Speech:Cartesia:Voice", "v"),
            ("Parley:Speech:Cartesia:Server", "ws://127.0.0.1:1"),
            ("Parley:Speech:Cartesia:MaxRetries", "0"),
            ("Parley:Speech:ElevenLabs:ApiKey", "k"),
            ("Parley:Speech:ElevenLabs:Voice", "v"),
            ("Parley:Speech:ElevenLabs:Server", "ws://127.0.0.1:1"),
            ("Parley:Speech:ElevenLabs:MaxRetries", "0"),
            ("Parley:Speech:Order:0", "cartesia"),
            ("Parley:Speech:Order:1", "elevenlabs"));

        await Assert.ThrowsAsync<SpeechException>(async () =>
        {
            await foreach (var _ in services.GetRequiredService<ITextToSpeech>().SynthesizeAsync("Hello.", new(), Token))
            {
            }
        });

        var notice = Assert.IsType<FailoverNotice.Switched>(Assert.Single(notices.All));
        Assert.Equal(("cartesia", "elevenlabs"), (notice.Engine, notice.Next));
    }

    [Fact]
    public void AddSpeechVendors_OrderNamesAnUnknownVendor_SaysWhichAreKnown()
    {
        var exception = Assert.Throws<InvalidDataException>(() => Services(("Parley:Speech:Order:0", "deepgramm")));

        Assert.Contains("'deepgramm'; known are deepgram, ", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings) => Services(new Notices(), settings);

    private static ServiceProvider Services(Notices notices, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IFailoverListener>(notices);
        services.AddSpeechVendors(configuration);
        return services.BuildServiceProvider();
    }

    private sealed class Notices : IFailoverListener
    {
        public List<FailoverNotice> All { get; } = [];

        public void OnFailover(FailoverNotice notice) => All.Add(notice);
    }
}
