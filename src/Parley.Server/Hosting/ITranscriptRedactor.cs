namespace Parley.Server.Hosting;

/// <summary>
/// Takes what is not to be kept out of words before anybody reads or stores them: transcripts, events of the feed, webhooks, logs, and RTVI clients in the room. Agents still get the words as they were
/// said. Register your own with <c>Services.AddSingleton&lt;ITranscriptRedactor, ...&gt;()</c>; all that are registered are applied, in order. Called for each event of each
/// session, from many tasks: keep it quick.
/// </summary>
public interface ITranscriptRedactor
{
    /// <summary>The words without what is not to be kept.</summary>
    string Redact(string text);
}
