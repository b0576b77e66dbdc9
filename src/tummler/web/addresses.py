"""Addresses of the desk and of what every page needs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tummler.web import around, attaching, braking, claiming, desk, finding, home, passing, saved_views, writing

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.start, name="start"),
    path("colours/<str:colour>.css", home.brand_colour, name="brand_colour"),
    path("setup/around/", around.look_around, name="look_around"),
    path("around/", around.show_around, name="around"),
    path("around/strip/", around.show_strip, name="strip"),
    path("around/end/", around.end, name="end_around"),
    path("theme/", home.choose_theme, name="theme"),
    path("language/", home.choose_language, name="language"),
    path("brake/lift/", braking.lift, name="lift_brake"),
    path("brake/pull/", braking.pull, name="pull_brake"),
    path("find/", finding.find, name="find"),
    path("find/now/", finding.find_now, name="find_now"),
    path("desk/", desk.show_desk, name="desk"),
    path("desk/news/", desk.show_news, name="news"),
    path("desk/filter/", saved_views.count_filtered, name="count_filtered"),
    path("desk/views/", saved_views.keep, name="keep_view"),
    path("desk/views/<str:public_id>/", saved_views.change, name="saved_view"),
    path("desk/who/", desk.show_who, name="who"),
    path("desk/<str:public_id>/", desk.show_need, name="need"),
    path("desk/<str:public_id>/talk/", desk.refresh_talk, name="talk"),
    path("desk/<str:public_id>/claim/", claiming.claim, name="claim"),
    path("desk/<str:public_id>/let-go/", claiming.let_go, name="let_go"),
    path("desk/<str:public_id>/take-over/", claiming.take_over, name="take_over"),
    path("desk/<str:public_id>/presence/", passing.presence, name="presence"),
    path("desk/<str:public_id>/hand-on/", passing.hand_on, name="hand_on"),
    path("desk/<str:public_id>/hand-on/take/", passing.take_handed, name="take_handed"),
    path("desk/<str:public_id>/hand-on/give-back/", passing.give_back, name="give_back"),
    path("desk/<str:public_id>/hand-on/take-back/", passing.withdraw_hand_on, name="withdraw_hand_on"),
    path("desk/<str:public_id>/ask-in/", passing.ask_in, name="ask_in"),
    path("desk/<str:public_id>/ask-in/take-back/", passing.withdraw_ask_in, name="withdraw_ask_in"),
    path("desk/<str:public_id>/ask-in/done/", passing.done_with_call, name="done_with_call"),
    path("desk/<str:public_id>/snooze/", passing.snooze, name="snooze"),
    path("desk/<str:public_id>/wake/", passing.wake, name="wake"),
    path("desk/<str:public_id>/drop/", claiming.drop, name="drop"),
    path("desk/<str:public_id>/correct/", claiming.correct, name="correct"),
    path("desk/<str:public_id>/draft/", writing.keep_draft, name="draft"),
    path("desk/<str:public_id>/draft/now/", writing.look_at, name="draft_now"),
    path("desk/<str:public_id>/pictures/", attaching.attach, name="attach"),
    path("desk/<str:public_id>/pictures/<str:picture_id>/", attaching.show_picture, name="picture"),
    path("desk/<str:public_id>/pictures/<str:picture_id>/drop/", attaching.drop, name="drop_picture"),
    path("desk/<str:public_id>/leaves/", writing.show_leaves, name="leaves"),
    path("desk/<str:public_id>/answer/", writing.answer, name="answer"),
    path("desk/<str:public_id>/take-back/", writing.take_back, name="take_back"),
    path("desk/<str:public_id>/again/", writing.try_again, name="again"),
]
