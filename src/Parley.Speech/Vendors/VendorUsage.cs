using System.Diagnostics.Metrics;

namespace Parley.Speech.Vendors;

/// <summary>
/// What was asked of one vendor since the start, for bills and limits. Counted as it is sent, also when it was in vain. The same figures leave as metrics of the
/// meter <c>Parley.Speech</c>. May be read at any time, from any thread.
/// </summary>
/// <param name="vendor">The vendor's name, as the metrics' tag <c>vendor</c> has it.</param>
public sealed class VendorUsage(string vendor)
{
    private static readonly Meter Meter = new("Parley.Speech");
    private static readonly Counter<long> AllRequests = Meter.CreateCounter<long>("parley.speech.requests", "{request}", "Turns heard and texts spoken.");
    private static readonly Counter<long> AllCharacters = Meter.CreateCounter<long>("parley.speech.characters", "{character}", "Characters sent to be spoken.");
    private static readonly Counter<double> AllSound = Meter.CreateCounter<double>("parley.speech.sound", "s", "Sound sent to be heard, or got back.");
    private static readonly Counter<long> AllReconnects = Meter.CreateCounter<long>("parley.speech.reconnects", "{connection}", "Connections made again.");
    private static readonly Counter<long> AllFailures = Meter.CreateCounter<long>("parley.speech.failures", "{request}", "Requests that failed for good.");
    private static readonly Counter<long> AllStrays = Meter.CreateCounter<long>("parley.speech.strays", "{message}", "Messages that nobody waited for.");

    private static readonly Counter<long> AllTokens = Meter.CreateCounter<long>("parley.speech.tokens", "{token}", "Tokens of models that hear and speak by themselves.");

    private readonly KeyValuePair<string, object?> _tag = new("vendor", vendor);
    private long _requests;
    private long _characters;
    private long _soundTicks;
    private long _reconnects;
    private long _failures;
    private long _strays;
    private long _inputTokens;
    private long _outputTokens;

    /// <summary>The vendor's name.</summary>
    public string Vendor => vendor;

    /// <summary>Turns that were to be heard, and texts that were to be spoken.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Characters that were sent to be spoken.</summary>
    public long Characters => Interlocked.Read(ref _characters);

    /// <summary>Sound that was sent to be heard, or that came back spoken.</summary>
    public TimeSpan Sound => TimeSpan.FromTicks(Interlocked.Read(ref _soundTicks));

    /// <summary>Connections that were made again because one was refused or broke.</summary>
    public long Reconnects => Interlocked.Read(ref _reconnects);

    /// <summary>Requests that failed for good; those that nobody waited for any more do not count.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Messages that nobody waited for, such as sound of a text that was cancelled.</summary>
    public long Strays => Interlocked.Read(ref _strays);

    /// <summary>Tokens that models which hear and speak by themselves have taken, the conversation so far with each response.</summary>
    public long InputTokens => Interlocked.Read(ref _inputTokens);

    /// <summary>Tokens that they have given.</summary>
    public long OutputTokens => Interlocked.Read(ref _outputTokens);

    internal void CountTokens(long input, long output)
    {
        Interlocked.Add(ref _inputTokens, input);
        Interlocked.Add(ref _outputTokens, output);
        AllTokens.Add(input, _tag, new("direction", "input"));
        AllTokens.Add(output, _tag, new("direction", "output"));
    }

    internal void CountRequest(int characters = 0)
    {
        Interlocked.Increment(ref _requests);
        AllRequests.Add(1, _tag);
        CountCharacters(characters);
    }

    internal void CountCharacters(int characters)
    {
        Interlocked.Add(ref _characters, characters);
        AllCharacters.Add(characters, _tag);
    }

    internal void CountSound(TimeSpan sound)
    {
        Interlocked.Add(ref _soundTicks, sound.Ticks);
        AllSound.Add(sound.TotalSeconds, _tag);
    }

    internal void CountReconnect()
    {
        Interlocked.Increment(ref _reconnects);
        AllReconnects.Add(1, _tag);
    }

    internal void CountFailure(SpeechFailure failure)
    {
        Interlocked.Increment(ref _failures);
        AllFailures.Add(1, _tag, new("failure", failure.ToString()));
    }

    internal void CountStray()
    {
        Interlocked.Increment(ref _strays);
        AllStrays.Add(1, _tag);
    }
}
