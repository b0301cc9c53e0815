using Parley.Agents.Answering;

namespace Parley.Agents.Tests.Answering;

public sealed class AnswerWordsTests
{
    [Theory]
    [InlineData("Please leave your name and a short message after the tone.", AnsweredBy.Machine)]
    [InlineData("The mailbox is full and cannot accept any messages at this time.", AnsweredBy.Machine)]
    [InlineData("Record your name and reason for calling, and I'll see if this person is available.", AnsweredBy.Screening)]
    [InlineData("For sales, press one. For support, press 2.", AnsweredBy.Ivr)]
    [InlineData("The number you have dialed is not in service.", AnsweredBy.Intercept)]
    [InlineData("Deje su mensaje después de la señal.", AnsweredBy.Machine)]
    [InlineData("Vous êtes bien sur la messagerie de Claire. Laissez un message après le bip sonore.", AnsweredBy.Machine)]
    [InlineData("Kein Anschluss unter dieser Nummer.", AnsweredBy.Intercept)]
    [InlineData("Risponde la segreteria telefonica. Lasciate un messaggio dopo il segnale acustico.", AnsweredBy.Machine)]
    [InlineData("Deixe a sua mensagem após o sinal.", AnsweredBy.Machine)]
    [InlineData("Toets 1 voor verkoop, of blijf aan de lijn.", AnsweredBy.Ivr)]
    [InlineData("Proszę zostawić wiadomość po sygnale.", AnsweredBy.Machine)]
    [InlineData("おかけになった電話番号は現在使われておりません。", AnsweredBy.Intercept)]
    [InlineData("ただいま留守にしております。発信音の後にメッセージをお話しください。", AnsweredBy.Machine)]
    [InlineData("कृपया बीप के बाद अपना संदेश छोड़ें।", AnsweredBy.Machine)]
    [InlineData("Hello?", null)]
    [InlineData("Good morning, Summit Insurance.", null)]
    public void Kind_WhatRecordingsSay_IsNamed(string text, AnsweredBy? expected) => Assert.Equal(expected, Hear(text).Kind());

    [Theory]
    [InlineData("Hello, who is this?")]
    [InlineData("He's not available at the moment, can I take a message?")]
    [InlineData("¿Con quién hablo?")]
    [InlineData("Allô, c'est qui ?")]
    [InlineData("Hallo, wer ist da?")]
    [InlineData("Pronto, chi parla?")]
    [InlineData("Oi, quem fala?")]
    [InlineData("Met wie spreek ik?")]
    [InlineData("Słucham, kto mówi?")]
    [InlineData("どちら様ですか。")]
    [InlineData("हाँ, कौन बोल रहा है?")]
    public void Question_WhatOnlyPeopleAsk_IsHeardInTenLanguages(string text) => Assert.True(Hear(text)[Cue.Question] >= 1);

    [Fact]
    public void Hear_InterimTexts_ReplaceEachOtherUntilAFinalOne()
    {
        var words = new AnswerWords(AnswerPhrases.Default);
        words.Hear(new("Please", false), TimeSpan.Zero);
        words.Hear(new("Please leave", false), TimeSpan.Zero);
        words.Hear(new("Please leave a", true), TimeSpan.Zero);
        words.Hear(new("message", false), TimeSpan.FromSeconds(1));

        Assert.Equal("please leave a message", words.Text);
        Assert.Equal(TimeSpan.FromSeconds(1), words.At);
        Assert.Equal(AnsweredBy.Machine, words.Kind());
    }

    [Theory]
    [InlineData("I can't; you've CANNOT", "i can not you have can not")]
    [InlineData("Après l’été: Größe, ł", "apres l ete grosse l")]
    [InlineData("press one", "press 1")]
    public void Words_SpellingsOfRecognisers_AreMadeAlike(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', AnswerText.Words(text)));

    [Fact]
    public void Default_Lists_AreInTenLanguages() =>
        Assert.Equal(["en", "es", "fr", "de", "it", "pt", "nl", "pl", "ja", "hi"], AnswerPhrases.Default.Languages);

    private static AnswerWords Hear(string text)
    {
        var words = new AnswerWords(AnswerPhrases.Default);
        words.Hear(new(text, true), TimeSpan.Zero);
        return words;
    }
}
