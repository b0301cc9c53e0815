namespace Parley.Agents.Turns;

/// <summary>Whether the call may be recorded.</summary>
internal sealed partial class ConversationLoop
{
    private BotTurn? _consentTurn;
    private Consent _consent;

    private bool IsAskingConsent => _consent is Consent.Asked;

    /// <summary>Says the first words: about the recording, if need be, and the greeting, unless that has to wait for an answer.</summary>
    private void Greet()
    {
        if (_voice is null)
        {
            return;
        }

        if (_setup.Consent is { } wanted && _consent is Consent.Open)
        {
            _consentTurn = _voice.Add(new PreparedText(wanted.Text));
            _consentTurn.IsInterruptible = false;
            _consent = wanted.Mode is ConsentMode.Ask ? Consent.Asked : Consent.Settled;
        }

        if (!IsAskingConsent && _setup.Options.Greeting is { } greeting)
        {
            _voice.Add(new PreparedText(greeting));
        }
        else if (_model is not null)
        {
            _owesReply = _setup.Answers; // It begins by itself.
        }
    }

    /// <summary>A bot turn is over.</summary>
    private void NoteConsent(BotTurn turn, bool isWhole)
    {
        if (turn != _consentTurn)
        {
            return;
        }

        _consentTurn = null;
        if (!isWhole)
        {
            _consent = Consent.Open; // It was cut (a machine showed itself); whoever comes to the phone later is told anew.
        }
        else if (_setup.Consent!.Mode is ConsentMode.Announce)
        {
            Emit(new RecordingConsentTaken(_setup.ParticipantId, IsGiven: true, _setup.Consent.Text));
            _setup.Record();
        }
    }

    /// <summary>Takes what is said for the answer, if one is waited for.</summary>
    private bool TakeConsent()
    {
        if (!IsAskingConsent)
        {
            return false;
        }

        var answer = string.Join(' ', _unanswered);
        _unanswered.Clear();
        _voice?.DropDraft();
        if (ConsentAnswer.Judge(answer, _setup.Consent!) is not { } isYes)
        {
            _consent = Consent.Open;
            Greet(); // Asked again: neither yes nor no.
            return true;
        }

        _consent = Consent.Settled;
        Emit(new RecordingConsentTaken(_setup.ParticipantId, isYes, _setup.Consent!.Text) { Answer = answer });
        if (isYes)
        {
            _setup.Record();
        }
        else if (_setup.Consent!.Declined is { } declined)
        {
            _voice?.Add(new PreparedText(declined));
        }

        Greet();
        return true;
    }

    private enum Consent
    {
        Open,
        Asked,
        Settled,
    }
}
