using Parley.Agents.Navigation;
using Parley.Agents.Turns;
using Parley.Audio.Vad;

namespace Parley.Agents;

/// <summary>A conversation that begins with a phone menu.</summary>
public sealed partial class Conversation
{
    private readonly IvrNavigator? _navigator;

    /// <summary>Whether a phone menu is being navigated, and the model says nothing.</summary>
    public bool IsNavigating => _navigator is { IsNavigating: true };

    /// <summary>Nobody asks a menu whether it is still there.</summary>
    private void BeginNavigation()
    {
        if (IsNavigating)
        {
            Post(new ConversationInput.Busy(1));
        }
    }

    internal void EndNavigation() => Post(new ConversationInput.Busy(-1));

    private Func<int, IVoiceActivityDetector> DetectorOf(ConversationBuilder builder)
    {
        var detector = builder.VoiceActivityDetector ?? _session.Start.VoiceActivity.Create ?? (_ => new EnergyVoiceActivityDetector());
        if (builder.Navigation is not { } navigation || navigation.MenuSilence <= builder.VoiceActivity.TurnSilence)
        {
            return detector;
        }

        var bridge = navigation.MenuSilence - builder.VoiceActivity.TurnSilence;
        return rate => new MenuVoiceActivity(detector(rate), bridge, () => IsNavigating);
    }
}
