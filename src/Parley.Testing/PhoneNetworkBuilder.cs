using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parley.Agents;
using Parley.Server.Hosting;

namespace Parley.Testing;

/// <summary>
/// What a <see cref="PhoneNetwork"/> is made of: agents, speech and chat, the way a host adds them. What is not added is scripted: a small script for
/// the chat model, the words of the personas for the transcription, and espeak-ng for the voice.
/// </summary>
public sealed class PhoneNetworkBuilder : IParleyBuilder
{
    private readonly IParleyBuilder _parley;

    internal PhoneNetworkBuilder(HostApplicationBuilder host)
    {
        Host = host;
        _parley = host.AddParley();
    }

    /// <inheritdoc/>
    public IServiceCollection Services => _parley.Services;

    /// <inheritdoc/>
    public IConfiguration Configuration => _parley.Configuration;

    /// <summary>Whether both sides of every call are kept in its record. A minute takes 2 MB; leave it off for thousands of calls. Default: they are.</summary>
    public bool KeepsAudio { get; set; } = true;

    /// <summary>
    /// Whether code that leaves the one thread of virtual time and comes back from another is an error: it makes runs differ. Default: it is. Set it to
    /// <see langword="false"/> for agents whose libraries cannot help it.
    /// </summary>
    public bool ThrowsOnEscape { get; set; } = true;

    /// <summary>The voice of the personas; <see langword="null"/> for espeak-ng, or babble where that is not installed.</summary>
    public ITextToSpeech? PersonaVoice { get; set; }

    /// <summary>Changes any setting of the server, by its name in the configuration: <c>Parley:Dialout:RingTimeout</c>.</summary>
    public void Set(string key, string value) => Host.Configuration[key] = value;

    internal HostApplicationBuilder Host { get; }

    internal bool Has<T>() => Services.Any(s => s.ServiceType == typeof(T));

    internal bool HasChatClient => Has<IChatClient>();
}
