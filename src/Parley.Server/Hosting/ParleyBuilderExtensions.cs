using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Agents;

namespace Parley.Server.Hosting;

/// <summary>What a host adds to Parley.</summary>
public static class ParleyBuilderExtensions
{
    private const int MaxAgentNameLength = 54;

    /// <summary>Says that the configuration must have a trunk of this name under <c>Parley:Trunks</c>.</summary>
    public static IParleyBuilder AddSipTrunk(this IParleyBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.Services.AddSingleton(new RequiredTrunk(name));
        return builder;
    }

    /// <summary>Adds a trunk, or changes the one of this name that the configuration has.</summary>
    public static IParleyBuilder AddSipTrunk(this IParleyBuilder builder, string name, Action<TrunkOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<ParleyOptions>(options =>
        {
            var trunk = options.Trunks.FirstOrDefault(t => t.Name == name);
            if (trunk is null)
            {
                trunk = new TrunkOptions { Name = name };
                options.Trunks.Add(trunk);
            }

            configure(trunk);
        });
        return builder;
    }

    /// <summary>Adds an agent that is started with <c>POST /v1/public/{name}/start</c>. One object of it is made per session, in a scope of its own.</summary>
    /// <typeparam name="TAgent">The agent.</typeparam>
    /// <typeparam name="TBody">What <c>body</c> of the request is read as.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Small letters, digits and hyphens, at most 54.</param>
    /// <exception cref="ArgumentException">The name has other characters, or there is such an agent already.</exception>
    public static IParleyBuilder AddAgent<TAgent, TBody>(this IParleyBuilder builder, string name)
        where TAgent : class, IVoiceAgent<TBody>
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > MaxAgentNameLength || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || name[0] == '-' || name[^1] == '-')
        {
            throw new ArgumentException($"'{name}' is no agent name: expected 1 to {MaxAgentNameLength} small letters, digits and inner hyphens.", nameof(name));
        }

        if (builder.Services.Any(s => s.ImplementationInstance is AgentRegistration known && known.Name == name))
        {
            throw new ArgumentException($"There is an agent '{name}' already.", nameof(name));
        }

        builder.Services.AddSingleton<AgentRegistration>(new AgentRegistration<TAgent, TBody>(name));
        builder.Services.TryAddScoped<TAgent>();
        return builder;
    }

    /// <summary>Adds an agent that reads its data by itself. See <see cref="AddAgent{TAgent, TBody}"/>.</summary>
    public static IParleyBuilder AddAgent<TAgent>(this IParleyBuilder builder, string name)
        where TAgent : class, IVoiceAgent
        => builder.AddAgent<TAgent, System.Text.Json.JsonElement>(name);

    /// <summary>Adds what turns speech into text. One object serves all conversations.</summary>
    public static IParleyBuilder AddSpeechToText<T>(this IParleyBuilder builder)
        where T : class, ISpeechToText
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ISpeechToText, T>();
        return builder;
    }

    /// <summary>Adds what turns text into speech. One object serves all conversations.</summary>
    public static IParleyBuilder AddTextToSpeech<T>(this IParleyBuilder builder)
        where T : class, ITextToSpeech
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ITextToSpeech, T>();
        return builder;
    }
}
